package dev.skipstream.bench;

/**
 * Something that runs by itself while outcomes are waited for: a way from the input topic to an
 * output topic that is measured, or what feeds it.
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
