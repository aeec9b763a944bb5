package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
  private final DurationConverter converter = new DurationConverter();

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "2s, PT2S",
    "5m, PT5M",
    "1h, PT1H",
    "7d, PT168H",
    "1h30m, PT1H30M",
    "1d2h3m4s5ms, PT26H3M4.005S",
    "0s, PT0S",
    "PT0.25S, PT0.25S"
  })
  void readsWhatPeopleWriteAndWhatIsoWrites(String text, Duration expected) {
    assertThat(converter.convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "1", "h", "30m1h", "-1h", "1.5h", "1w", "1 h", "1H", "9999999999h"})
  void rejectsWhatIsNoDurationWithTheFormsThatAre(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage(
            "'%s' is no duration: expected such as 500ms, 2s, 5m, 1h, 7d, 1h30m or PT2S"
                .formatted(text));
  }

  @Test
  void theRangeOfAReplayTakesHours() {
    Main.commandLine().parseArgs("replay", "--model=models:/cells/2", "--by-duration", "1h");
  }
}
