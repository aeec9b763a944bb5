package dev.skipstream.image.fetch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.RejectReason;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchSettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:/data",
        "file:///data/images/",
        "https://images.example.com",
        "http://localhost:8080/",
        "s3://frames",
        "s3://frames_of_2026/lobby-"
      })
  void takesAFolderAnOriginOrABucket(String place) {
    assertThatCode(() -> Fetches.allowing(SECOND, place)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data",
        "file:data",
        "file://server/data",
        "https://images.example.com/only/here",
        "https://user@images.example.com",
        "https://images.example.com?a",
        "https:images",
        "s3:frames",
        "ftp://images.example.com"
      })
  void refusesAPlaceThatWouldAllowOtherThanItSays(String place) {
    assertThatThrownBy(() -> Fetches.allowing(SECOND, place))
        .hasMessageContaining("'%s' is no place to allow: expected file:/FOLDER".formatted(place));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/hostname",
        "http://localhost/a.jpg",
        "https://localhost/a.jpg",
        "s3://frames/a.jpg",
        "ftp://localhost/a.jpg",
        "jar:file:/a.jar!/a.jpg",
        "a.jpg"
      })
  void nothingIsFetchedUntilItIsAllowed(String dataref) {
    try (ImageFetcher fetcher = new DatarefFetcher(Fetches.allowing(SECOND))) {
      Fetches.assertRefused(fetcher, dataref, RejectReason.DATAREF_NOT_ALLOWED);
    }
  }
}
