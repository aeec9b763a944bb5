package dev.skipstream.broker;

import java.nio.file.Path;

/** A broker in a JVM of its own that a test may kill; it comes back on its port, with its data. */
public final class KillableBroker implements AutoCloseable {
  private final Path data;
  private BrokerProcess process;

  private KillableBroker(Path data) {
    this.data = data;
    this.process = BrokerProcess.start(data, Listener.loopback(0));
  }

  public static KillableBroker start(Path data) {
    return new KillableBroker(data);
  }

  /**
   * Returns the value of {@code bootstrap.servers} for clients; it does not change with a restart.
   */
  public String bootstrapServers() {
    return process.bootstrapServers();
  }

  /** {@code kill -9}, and a new process on the same data; returns when it takes connections. */
  public void killAndRestart() {
    kill();
    restart();
  }

  /** {@code kill -9}; returns when the process has ended. */
  public void kill() {
    process.handle().destroyForcibly();
    process.handle().onExit().join();
  }

  /** Starts a new process on the data of a killed one; returns when it takes connections. */
  public void restart() {
    process = BrokerProcess.start(data, Listener.loopback(portOf(bootstrapServers())));
  }

  private static int portOf(String servers) {
    return Integer.parseInt(servers.substring(servers.indexOf(':') + 1));
  }

  @Override
  public void close() {
    process.close();
  }
}
