package dev.skipstream.bench;

/**
 * A process that runs while the benchmark waits for outcomes: a measured route from the input topic
 * to an output topic, or the publisher of its input.
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
