package dev.skipstream.topics.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A topic that holds offsets [100, 200) of partition 0, and [0, 10) of partition 1. */
class RangeCheckTest {
  private static final RangeBound EARLIEST = new RangeBound.Earliest();
  private static final RangeBound LATEST = new RangeBound.Latest();

  private final RangeCheck check =
      new RangeCheck("detections", Map.of(0, 100L, 1, 0L), Map.of(0, 200L, 1, 10L));

  @Test
  void saysWhichOffsetsRetentionHasDeleted() {
    assertThatThrownBy(() -> check.requirePresent(at(0, 20), LATEST))
        .isInstanceOf(InvalidRangeException.class)
        .hasMessageContaining("offsets [20, 100) of partition 0 are gone")
        .hasMessageContaining("offsets [100, 200) of partition 0 (older ones are gone)");
    assertThatThrownBy(() -> check.requirePresent(at(0, 20), at(0, 50)))
        .hasMessageContaining("offsets [20, 50) of partition 0 are gone");
    assertThatThrownBy(() -> check.requirePresent(everywhere(0), LATEST))
        .hasMessageContaining("offsets [0, 100) of partition 0 are gone");
  }

  @Test
  void saysWhereAPartitionEndsThatIsNamedBeyondIt() {
    assertThatThrownBy(() -> check.requirePresent(EARLIEST, at(1, 11)))
        .isInstanceOf(InvalidRangeException.class)
        .hasMessageContaining("not there yet: partition 1 ends at 10");
  }

  @Test
  void oneOffsetForAllPartitionsMayBeBeyondTheEndOfSome() {
    assertThatCode(() -> check.requirePresent(everywhere(150), LATEST)).doesNotThrowAnyException();
  }

  @Test
  void anEndBeforeTheBeginningIsASlipOfTheHand() {
    assertThatThrownBy(() -> check.requireOrder(at(0, 150), at(0, 120)))
        .isInstanceOf(InvalidRangeException.class)
        .hasMessageContaining("begins at offset 150 and ends before offset 120");
    assertThatThrownBy(
            () ->
                check.requireOrder(
                    new RangeBound.DateTime(Instant.parse("2026-11-23T10:00:00Z")),
                    new RangeBound.DateTime(Instant.parse("2026-11-23T09:00:00Z"))))
        .hasMessageContaining("begins at 2026-11-23T10:00:00Z and ends at 2026-11-23T09:00:00Z");
    assertThatCode(() -> check.requireOrder(at(0, 150), at(1, 5))).doesNotThrowAnyException();
  }

  @Test
  void saysWhatThereIsWhenTheRangeIsEmpty() {
    assertThatThrownBy(
            () ->
                check.requireRecords(
                    List.of(new OffsetRange(0, 150, 150), new OffsetRange(1, 3, 3))))
        .isInstanceOf(InvalidRangeException.class)
        .hasMessageContaining("is empty; what there is: ")
        .hasMessageContaining("offsets [0, 10) of partition 1");
    assertThatCode(
            () ->
                check.requireRecords(
                    List.of(new OffsetRange(0, 150, 150), new OffsetRange(1, 3, 4))))
        .doesNotThrowAnyException();
  }

  @Test
  void aRangeByTimeThatBeginsWithTheOldestRecordMayHaveLostSome() {
    RangeBound time = new RangeBound.DateTime(Instant.parse("2026-11-23T10:00:00Z"));
    List<OffsetRange> ranges = List.of(new OffsetRange(0, 100, 200), new OffsetRange(1, 0, 10));

    assertThat(check.mayBeCut(time, ranges).orElseThrow())
        .contains("offsets [0, 100) of partition 0 are gone");
    assertThat(check.mayBeCut(time, List.of(new OffsetRange(0, 101, 200)))).isEmpty();
    assertThat(check.mayBeCut(EARLIEST, ranges)).isEmpty();
  }

  private static RangeBound at(int partition, long offset) {
    return new RangeBound.Offsets(Map.of(partition, offset), OptionalLong.empty());
  }

  private static RangeBound everywhere(long offset) {
    return new RangeBound.Offsets(Map.of(), OptionalLong.of(offset));
  }
}
