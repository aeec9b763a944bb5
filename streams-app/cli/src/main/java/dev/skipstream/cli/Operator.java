package dev.skipstream.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The person or program that runs a command, as records of what was done name it. */
final class Operator {
  private Operator() {}

  /** Returns {@code user@host}; the host is {@code unknown} where it has no name. */
  static String name() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    return System.getProperty("user.name") + "@" + host;
  }
}
