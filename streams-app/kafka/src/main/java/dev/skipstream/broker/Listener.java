package dev.skipstream.broker;

import java.util.Optional;

/**
 * The addresses at which a broker accepts connections. It has no authentication, so without an
 * advertised host it listens to this machine alone.
 *
 * @param advertisedHost the name or address to which it sends its clients; given, it listens on
 *     every interface, since the name may be that of any
 * @param port 0 for a free one
 */
public record Listener(Optional<String> advertisedHost, int port) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String EVERY_INTERFACE = "0.0.0.0";

  /** Returns a listener for clients on this machine. */
  public static Listener loopback(int port) {
    return new Listener(Optional.empty(), port);
  }

  /**
   * Returns a listener for clients that reach this machine, or the container's published port, by a
   * name.
   */
  public static Listener advertised(String host, int port) {
    return new Listener(Optional.of(host), port);
  }

  Listener withPort(int chosen) {
    return new Listener(advertisedHost, chosen);
  }

  /** Returns the address that the broker binds, as {@code ADDRESS:PORT}. */
  String bound() {
    return (advertisedHost.isPresent() ? EVERY_INTERFACE : LOOPBACK) + ":" + port;
  }

  /** Returns the address that clients get, as {@code HOST:PORT}. */
  String advertised() {
    return advertisedHost.orElse(LOOPBACK) + ":" + port;
  }
}
