package dev.skipstream.cli;

import dev.skipstream.broker.BrokerProcess;
import dev.skipstream.broker.Listener;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "broker",
    description = "Runs a real single-node Kafka broker, for development; ends by Ctrl-C.",
    footer = {"", "Example: skipstream broker --port 9092 --data /tmp/skipstream-broker"})
final class BrokerCommand implements Callable<Integer> {
  private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._-]+");

  @Option(
      names = "--port",
      defaultValue = "9092",
      description = "port on this machine, 0 for a free one (default: ${DEFAULT-VALUE})")
  int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.skipstream/broker",
      description = "folder of its topics (default: ${DEFAULT-VALUE})")
  Path data;

  @Option(
      names = "--advertised-host",
      paramLabel = "HOST",
      description =
          "name or address by which other machines reach this broker, which has no"
              + " authentication (default: none, only this machine reaches it)")
  Optional<String> advertisedHost;

  @Override
  public Integer call() throws InterruptedException {
    BrokerProcess broker = BrokerProcess.start(data, listener());
    broker.closeOnShutdown();
    System.err.printf("broker ready at %s, data in %s%n", broker.bootstrapServers(), data);
    int status = broker.waitFor();
    broker.throwIfEnded();
    return status;
  }

  private Listener listener() {
    advertisedHost.ifPresent(
        host -> {
          if (!HOST.matcher(host).matches()) {
            throw new BadInputException(
                "--advertised-host is '%s': expected a host name or an IPv4 address, without a port"
                    .formatted(host));
          }
        });
    return new Listener(advertisedHost, port);
  }
}
