package dev.skipstream.app;

import dev.skipstream.bench.Workbench;
import dev.skipstream.broker.BrokerProcess;
import dev.skipstream.broker.Listener;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/** A broker that nobody else uses, in a folder that is gone with it, to measure on. */
record OwnBroker(TemporaryFolder folder, BrokerProcess broker) implements AutoCloseable {

  static OwnBroker start() throws IOException {
    TemporaryFolder folder = TemporaryFolder.create("skipstream-bench-");
    try {
      return new OwnBroker(
          folder, BrokerProcess.start(folder.path().resolve("broker"), Listener.loopback(0)));
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** What is measured on; it says on standard error what it does. */
  Workbench workbench() {
    return new Workbench(
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
        folder.path().resolve("state"),
        System.err::println);
  }

  @Override
  public void close() throws IOException {
    broker.close();
    folder.close();
  }
}
