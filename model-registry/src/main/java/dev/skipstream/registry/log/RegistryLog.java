package dev.skipstream.registry.log;

import java.time.Duration;

/**
 * Where the entries are, in one order for everybody.
 *
 * <p>What it throws is {@link dev.skipstream.registry.RegistryUnavailableException}.
 */
interface RegistryLog extends AutoCloseable {

  /** The fold of all entries that there are now. */
  RegistryState read();

  /**
   * Adds an entry at the end.
   *
   * @return whether it was accepted; another may have come first
   */
  boolean append(LogEntry entry);

  /** The fold of all entries, once there is one after {@code revision} or the time is up. */
  RegistryState await(long revision, Duration atMost);

  @Override
  void close();
}
