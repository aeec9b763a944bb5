package dev.skipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.Intake;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoundsTest {
  private static final Duration FRAME = Duration.ofMillis(20);

  @Test
  void aCommitMayHaveToWaitForAWholeGroupForEachOfItsRecords() {
    Bounds grouped = new Bounds(Intake.ALL, Optional.of((partition, from, to) -> List.of()));

    assertThat(grouped.timeOfRecord(FRAME, 4)).isEqualTo(Duration.ofMillis(80));
    assertThat(Bounds.NONE.timeOfRecord(FRAME, 4)).isEqualTo(FRAME);
  }
}
