package dev.skipstream.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.RejectReason;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of {@link ImageFetcher}: each implementation has a test that extends this one. */
@Timeout(60)
abstract class ImageFetcherContract {
  /** A time limit that no fetch reaches which gets its image. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Returns the fetcher, which accepts images of at most {@link Fetches#MAX_BYTES}. */
  protected abstract ImageFetcher fetcher() throws Exception;

  /** Returns the URI below an allowed place that an image of this name has, and puts none there. */
  protected abstract String dataref(String name) throws Exception;

  /** Puts an image below an allowed place. */
  protected abstract void put(String name, byte[] image) throws Exception;

  /** Returns the URI of an image that is outside the allowed places. */
  protected abstract String outside() throws Exception;

  @Test
  void getsTheBytesOfAnImageBelowAnAllowedPlace() throws Exception {
    put("a b.jpg", new byte[] {1, 2});

    assertThat(fetcher().fetch(URI.create(dataref("a b.jpg")))).containsExactly(1, 2);
  }

  @Test
  void saysThatThereIsNoSuchImage() throws Exception {
    Fetches.assertRefused(fetcher(), dataref("absent.jpg"), RejectReason.DATAREF_NOT_FOUND);
  }

  @Test
  void getsTheLargestImageAndRefusesALargerOne() throws Exception {
    put("largest.jpg", new byte[Fetches.MAX_BYTES]);
    put("larger.jpg", new byte[Fetches.MAX_BYTES + 1]);

    assertThat(fetcher().fetch(URI.create(dataref("largest.jpg")))).hasSize(Fetches.MAX_BYTES);
    Fetches.assertRefused(fetcher(), dataref("larger.jpg"), RejectReason.IMAGE_TOO_LARGE);
  }

  @Test
  void refusesAnImageOutsideTheAllowedPlaces() throws Exception {
    Fetches.assertRefused(fetcher(), outside(), RejectReason.DATAREF_NOT_ALLOWED);
  }

  @Test
  void refusesASchemeThatNoProtocolHas() throws Exception {
    Fetches.assertRefused(
        fetcher(), "gopher://images.example.com/a.jpg", RejectReason.DATAREF_NOT_ALLOWED);
  }

  @Test
  void isInterruptedWithItsThreadAndKeepsTheInterrupt() throws Exception {
    put("interrupted.jpg", new byte[] {1, 2});
    ImageFetcher fetcher = fetcher();
    URI image = URI.create(dataref("interrupted.jpg"));

    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> fetcher.fetch(image))
          .isInstanceOf(TransientFetchException.class)
          .hasMessageContaining("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(fetcher.fetch(image)).containsExactly(1, 2);
  }

  @Test
  void givesEachOfSeveralThreadsItsOwnImage() throws Exception {
    ImageFetcher fetcher = fetcher();
    int threads = 4;
    for (int i = 0; i < threads; i++) {
      put("image-" + i + ".jpg", new byte[] {(byte) i});
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<CompletableFuture<byte[]>> images = new ArrayList<>();
      for (int i = 0; i < 5 * threads; i++) {
        URI image = URI.create(dataref("image-" + i % threads + ".jpg"));
        images.add(CompletableFuture.supplyAsync(() -> fetched(fetcher, image), pool));
      }

      for (int i = 0; i < images.size(); i++) {
        assertThat(images.get(i).join()).containsExactly(i % threads);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static byte[] fetched(ImageFetcher fetcher, URI image) {
    try {
      return fetcher.fetch(image);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
