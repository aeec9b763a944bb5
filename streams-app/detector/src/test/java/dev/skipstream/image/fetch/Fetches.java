package dev.skipstream.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.RejectReason;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The common part of the tests of all protocols. */
final class Fetches {
  static final int MAX_BYTES = 1000;

  private Fetches() {}

  static FetchSettings allowing(Duration timeout, String... places) {
    return new FetchSettings(
        List.of(places).stream().map(URI::create).toList(), MAX_BYTES, timeout, Optional.empty());
  }

  static void assertRefused(ImageFetcher fetcher, String dataref, RejectReason reason) {
    assertThatThrownBy(() -> fetcher.fetch(URI.create(dataref)))
        .isInstanceOfSatisfying(
            InvalidImageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(dataref);
  }

  static void assertTransient(ImageFetcher fetcher, String dataref) {
    assertThatThrownBy(() -> fetcher.fetch(URI.create(dataref)))
        .isInstanceOfSatisfying(
            TransientFetchException.class,
            e -> assertThat(e.reasonToGiveUp()).isEqualTo(RejectReason.DATAREF_UNAVAILABLE))
        .hasMessageContaining(dataref);
  }
}
