package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.Intake;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputLimitsTest {
  private static final Duration FRAME = Duration.ofMillis(20);

  private final InputLimits grouped =
      new InputLimits(Intake.ALL, Optional.of((partition, from, to) -> List.of()));

  /**
   * Covers a hang that was seen with a model so slow that only one record at a time fitted a
   * commit.
   */
  @Test
  void aGroupFitsHoweverFewOfItsRecordsMayBeUnderWay() {
    assertThat(grouped.decodedFrames(1, 4)).isEqualTo(8);
    assertThat(grouped.decodedFrames(12, 4)).isEqualTo(12);
    assertThat(InputLimits.NONE.decodedFrames(1, 4)).isEqualTo(1);
  }

  @Test
  void aCommitMayHaveToWaitForAWholeGroupForEachOfItsRecords() {
    assertThat(grouped.timeOfRecord(FRAME, 4)).isEqualTo(Duration.ofMillis(80));
    assertThat(InputLimits.NONE.timeOfRecord(FRAME, 4)).isEqualTo(FRAME);
  }
}
