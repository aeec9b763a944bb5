package dev.skipstream.cli;

import dev.skipstream.bench.Workbench;
import dev.skipstream.broker.BrokerProcess;
import dev.skipstream.broker.Listener;
import dev.skipstream.registry.artifact.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * A broker for measurements only, in a folder that is deleted with it.
 *
 * <p>Threading: the thread that started it closes it, or Ctrl-C, whichever comes first.
 */
final class OwnBroker implements AutoCloseable {
  private final TemporaryFolder folder;
  private final BrokerProcess broker;
  private boolean closed;

  private OwnBroker(TemporaryFolder folder, BrokerProcess broker) {
    this.folder = folder;
    this.broker = broker;
  }

  static OwnBroker start() throws IOException {
    TemporaryFolder folder = TemporaryFolder.create("skipstream-bench-");
    try {
      OwnBroker own =
          new OwnBroker(
              folder, BrokerProcess.start(folder.path().resolve("broker"), Listener.loopback(0)));
      Runtime.getRuntime().addShutdownHook(new Thread(own::closeAtShutdown, "stop-broker"));
      return own;
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** Returns the workbench of a measurement; prints its steps on standard error. */
  Workbench workbench() {
    return new Workbench(
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
        folder.path().resolve("state"),
        System.err::println);
  }

  private void closeAtShutdown() {
    try {
      close();
    } catch (IOException | UncheckedIOException e) {
      System.err.printf("skipstream: %s is left behind: %s%n", folder.path(), e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      broker.close();
      folder.close();
    }
  }
}
