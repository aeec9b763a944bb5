package dev.skipstream.stream;

import java.time.Duration;
import org.apache.kafka.streams.GroupProtocol;

/**
 * The settings of the stream.
 *
 * @param exactlyOnce outcomes and offsets in one transaction; else an outcome may be written twice,
 *     under the same ID
 * @param groupProtocol how instances share partitions; all of a group must agree
 * @param threads stream threads; with at least two, one commits while the other works
 * @param commitInterval between commits; under exactly-once readers see outcomes when they are
 *     committed
 * @param stopLimit how long a clean stop may take
 */
public record StreamSettings(
    boolean exactlyOnce,
    GroupProtocol groupProtocol,
    int threads,
    Duration commitInterval,
    Duration stopLimit) {

  /** Exactly once, classic protocol, two threads, a commit twice a second. */
  public static final StreamSettings DEFAULT =
      new StreamSettings(
          true, GroupProtocol.CLASSIC, 2, Duration.ofMillis(500), Duration.ofSeconds(30));

  public StreamSettings {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "stream threads are %d: expected at least 1, and better 2".formatted(threads));
    }
  }
}
