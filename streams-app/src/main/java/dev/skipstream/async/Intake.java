package dev.skipstream.async;

import java.util.Map;
import java.util.OptionalDouble;
import org.apache.kafka.common.TopicPartition;

/**
 * What a stream takes on of its input, and how fast.
 *
 * @param ends the first offset of each partition that is not taken on; none where all is taken on
 *     that comes
 * @param maxRate records a second, of the whole process; none where credit alone sets the pace
 */
public record Intake(Map<TopicPartition, Long> ends, OptionalDouble maxRate) {

  /** All that comes, as fast as there is credit. */
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

  /** Whether it comes to an end. */
  public boolean isBounded() {
    return !ends.isEmpty();
  }
}
