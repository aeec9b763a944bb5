package dev.skipstream.async;

import java.util.Map;
import java.util.OptionalDouble;
import org.apache.kafka.common.TopicPartition;

/**
 * The part of its input that a stream accepts, and the rate.
 *
 * @param ends the first offset of each partition that is not accepted; empty to accept all records
 * @param maxRate the records per second of the whole process; without it credits alone limit the
 *     rate
 */
public record Intake(Map<TopicPartition, Long> ends, OptionalDouble maxRate) {

  /** All records, as fast as there are credits. */
  public static final Intake ALL = new Intake(Map.of(), OptionalDouble.empty());

  public Intake {
    ends = Map.copyOf(ends);
    if (maxRate.isPresent()
        && !(maxRate.getAsDouble() > 0 && Double.isFinite(maxRate.getAsDouble()))) {
      throw new IllegalArgumentException(
          "the rate is %s records a second: expected a number above 0"
              .formatted(maxRate.getAsDouble()));
    }
  }

  /** Returns if the intake has an end. */
  public boolean isBounded() {
    return !ends.isEmpty();
  }
}
