package dev.skipstream.registry.log;

import java.time.Duration;

/**
 * The log of a registry: its entries, in one order for all readers.
 *
 * <p>Its methods throw {@link dev.skipstream.registry.RegistryUnavailableException}.
 */
interface RegistryLog extends AutoCloseable {

  /** The fold of all entries that there are now. */
  RegistryState read();

  /**
   * Adds an entry at the end.
   *
   * @return true if it was accepted; false if another entry came first
   */
  boolean append(LogEntry entry);

  /** The fold of all entries, once there is one after {@code revision} or the time is up. */
  RegistryState await(long revision, Duration atMost);

  @Override
  void close();
}
