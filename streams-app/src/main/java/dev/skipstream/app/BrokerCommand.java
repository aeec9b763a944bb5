package dev.skipstream.app;

import dev.skipstream.broker.BrokerProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "broker",
    description = "Runs a real single-node Kafka broker, for trying things out; ends by Ctrl-C.")
final class BrokerCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      defaultValue = "9092",
      description = "port on this machine, 0 for a free one (default: ${DEFAULT-VALUE})")
  int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.skipstream/broker",
      description = "where its topics are kept (default: ${DEFAULT-VALUE})")
  Path data;

  @Override
  public Integer call() throws InterruptedException {
    BrokerProcess broker = BrokerProcess.start(data, port);
    broker.closeOnShutdown();
    System.err.printf("broker ready at %s, data in %s%n", broker.bootstrapServers(), data);
    return broker.waitFor();
  }
}
