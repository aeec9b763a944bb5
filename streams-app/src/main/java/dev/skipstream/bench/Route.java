package dev.skipstream.bench;

/**
 * A way from the input topic to an output topic that runs by itself, to be measured.
 *
 * <p>Threading: for one thread; what runs has threads of its own.
 */
interface Route extends AutoCloseable {

  /** Throws what it ended of, if it has ended by itself. */
  void throwIfEnded();

  /** Ends it, and waits until it has. */
  @Override
  void close();
}
