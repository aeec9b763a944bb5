package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlPasswordsTest {
  @ParameterizedTest
  @CsvSource({
    "no rtsp://u:pw@h/s here, no rtsp://h/s here",
    "ftp://u:p@w:x@h, ftp://h",
    "rtsp://u:p/w@h/s, rtsp://h/s",
    "rtsp://u@h:554/s, rtsp://u@h:554/s",
    "http://h:80/a, http://h:80/a",
    "an error: at x, an error: at x"
  })
  void hidesTheUserAndThePasswordOfAUrlAndNothingElse(String message, String shown) {
    assertThat(UrlPasswords.hide(message)).isEqualTo(shown);
  }
}
