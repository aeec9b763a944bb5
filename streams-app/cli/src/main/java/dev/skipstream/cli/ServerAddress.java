package dev.skipstream.cli;

import dev.skipstream.topics.BrokerException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the servers that {@code --bootstrap-server} names. */
record ServerAddress(String host, int port) {
  private static final Pattern FORM = Pattern.compile("\\[?([^\\[\\]/\\s]+?)\\]?:(\\d{1,5})");

  /**
   * Parses a list of servers.
   *
   * @throws BadInputException when one has no port, or is no address
   */
  static List<ServerAddress> parse(String servers) {
    List<ServerAddress> parsed = new ArrayList<>();
    for (String server : servers.split(",", -1)) {
      Matcher match = FORM.matcher(server.strip());
      if (!match.matches()
          || Integer.parseInt(match.group(2)) < 1
          || Integer.parseInt(match.group(2)) > 65_535) {
        throw new BadInputException(
            "--bootstrap-server is %s, and '%s' has no valid port: expected HOST:PORT, such as localhost:9092; several are separated by commas"
                .formatted(servers, server.strip()));
      }
      parsed.add(new ServerAddress(match.group(1), Integer.parseInt(match.group(2))));
    }
    return parsed;
  }

  /**
   * Looks the names up.
   *
   * @throws BrokerException when the name of none resolves
   */
  static void requireOneResolves(List<ServerAddress> servers) {
    if (servers.stream().allMatch(ServerAddress::isUnknown)) {
      throw new BrokerException(
          "--bootstrap-server: the host name %s does not resolve; check its spelling and the name service (DNS, /etc/hosts) of this machine"
              .formatted(String.join(", ", servers.stream().map(ServerAddress::host).toList())));
    }
  }

  private boolean isUnknown() {
    return new InetSocketAddress(host, port).isUnresolved();
  }
}
