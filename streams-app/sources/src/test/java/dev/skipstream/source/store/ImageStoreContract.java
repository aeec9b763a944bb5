package dev.skipstream.source.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.image.fetch.RetryingFetcher;
import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.ImageEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each store, read by the fetcher of the stream. */
abstract class ImageStoreContract {
  /** The place of the store, which the fetcher allows. */
  abstract URI place();

  abstract Optional<URI> endpoint();

  @ParameterizedTest
  @CsvSource({
    "lobby-1, lobby-1/000042",
    "lobby-1, 000042",
    "'lobby 1/ä', 'lobby 1/ä/site/cam 0/0001'",
    ".., ../../../etc/passwd",
    "., .",
    "'', ''",
    "'%2e%2e', 'a%2fb?c#d'"
  })
  void theStreamFetchesWhatWasStored(String source, String id) throws Exception {
    ImageEvent event = event(source, id, new byte[] {1, 2, 3});

    ImageEvent stored = store(event);

    assertThat(stored.image()).isEmpty();
    assertThat(stored.dataref().orElseThrow().toString()).startsWith(place().toString());
    assertThat(fetch(stored)).containsExactly(1, 2, 3);
  }

  @Test
  void theEventStaysAsItIsExceptForItsImage() throws Exception {
    ImageEvent event =
        event("a", "a/1", new byte[] {1}).withView(new CameraView(1920, 1080, 0, 0, 0.5));

    ImageEvent stored = store(event);

    assertThat(stored)
        .usingRecursiveComparison()
        .ignoringFields("image", "dataref")
        .isEqualTo(event);
  }

  @Test
  void anImageOfTheSameIdReplacesNoOther() throws Exception {
    ImageEvent first = store(event("a", "a/1", new byte[] {1}));
    ImageEvent second = store(event("a", "a/1", new byte[] {2}));
    ImageEvent again = store(event("a", "a/1", new byte[] {1}));

    assertThat(fetch(first)).containsExactly(1);
    assertThat(fetch(second)).containsExactly(2);
    assertThat(again.dataref()).isEqualTo(first.dataref());
  }

  final ImageEvent store(ImageEvent event) throws IOException {
    try (ImageStore store = ImageStores.open(place(), endpoint())) {
      return store.store(event);
    }
  }

  private byte[] fetch(ImageEvent stored) throws Exception {
    FetchSettings settings =
        new FetchSettings(List.of(place()), 1 << 20, Duration.ofSeconds(20), endpoint());
    try (ImageFetcher fetcher = RetryingFetcher.of(settings)) {
      return fetcher.fetch(stored.dataref().orElseThrow());
    }
  }

  static ImageEvent event(String source, String id, byte[] image) {
    return new ImageEvent(
        id, source, Optional.of(1L), Optional.empty(), Optional.of("image/jpeg"), image);
  }
}
