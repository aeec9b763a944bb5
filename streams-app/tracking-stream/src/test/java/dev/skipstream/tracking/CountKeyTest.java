package dev.skipstream.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.LineCount;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CountKeyTest {
  private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:00Z");

  @Test
  void keysSortByCameraAndTime() {
    assertThat(
            Stream.of(
                CountKey.first("gate"),
                CountKey.of(count("gate", BEGIN.minusSeconds(3_000_000_000L), "z", "z")),
                CountKey.of(count("gate", BEGIN.minusSeconds(60), "z", "z")),
                CountKey.from("gate", BEGIN),
                CountKey.of(count("gate", BEGIN, "a", "z")),
                CountKey.of(count("gate", BEGIN, "b", "a")),
                CountKey.last("gate"),
                CountKey.first("yard"),
                CountKey.first("gate-2")))
        .isSorted();
  }

  @Test
  void noTwoCountsHaveOneKey() {
    assertThat(
            Stream.of(
                CountKey.of(count("a", BEGIN, "bc", "d")),
                CountKey.of(count("a", BEGIN, "b", "cd")),
                CountKey.of(count("a", BEGIN, "b\0c", "d")),
                CountKey.of(count("a", BEGIN, "b", "c\0d")),
                CountKey.of(count("a", BEGIN.plusSeconds(60), "bc", "d"))))
        .doesNotHaveDuplicates();
  }

  @Test
  void windowsBeginAtMultiplesOfTheirLength() {
    Counting minutes = new Counting(Duration.ofMinutes(1), Duration.ofDays(1));

    assertThat(minutes.begin(BEGIN)).isEqualTo(BEGIN);
    assertThat(minutes.begin(BEGIN.plusNanos(59_999_999_999L))).isEqualTo(BEGIN);
    assertThat(minutes.begin(Instant.EPOCH.minusNanos(1)))
        .isEqualTo(Instant.EPOCH.minusSeconds(60));
  }

  @Test
  void rejectsWindowsThatAreNone() {
    assertThatThrownBy(() -> new Counting(Duration.ZERO, Duration.ofDays(1)))
        .hasMessage("window is PT0S: expected whole milliseconds, at least one");
    assertThatThrownBy(() -> new Counting(Duration.ofHours(1), Duration.ofMinutes(1)))
        .hasMessage("counts are kept for PT1M: expected at least the window of PT1H");
  }

  private static LineCount count(String camera, Instant from, String line, String label) {
    return new LineCount(camera, line, label, from, from.plusSeconds(60), 1, 0, 1);
  }
}
