package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.35S, 350 ms",
    "PT9.959S, 10.0 s",
    "PT59.94S, 59.9 s",
    "PT59.96S, 1 min",
    "PT5M3.2S, 5 min 3 s",
    "PT1H, 1 h",
    "PT2H5M59S, 2 h 5 min",
    "P8DT3H, 8 d 3 h",
    "PT-1H, -1 h"
  })
  void isWrittenAsPeopleReadIt(Duration duration, String expected) {
    assertThat(DurationText.of(duration)).isEqualTo(expected);
  }
}
