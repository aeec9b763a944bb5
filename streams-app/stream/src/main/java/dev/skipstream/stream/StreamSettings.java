package dev.skipstream.stream;

import java.time.Duration;
import org.apache.kafka.streams.GroupProtocol;

/**
 * The settings of the stream.
 *
 * @param exactlyOnce true if outcomes and offsets are in one transaction; otherwise an outcome may
 *     be written twice, under the same id
 * @param groupProtocol the protocol by which instances share partitions; all instances of a group
 *     must have the same
 * @param threads the number of stream threads; with at least two, one commits while the other works
 * @param commitInterval the time between commits; under exactly-once, readers see outcomes when
 *     they are committed
 * @param stopLimit the time limit of a clean stop
 */
public record StreamSettings(
    boolean exactlyOnce,
    GroupProtocol groupProtocol,
    int threads,
    Duration commitInterval,
    Duration stopLimit) {

  /** The default settings: exactly-once, classic protocol, two threads, two commits per second. */
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
