package dev.skipstream.image.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.RejectReason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over files, where it keeps the contract of the fetcher that it takes over. */
@Timeout(20)
class RetryingFetcherTest extends ImageFetcherContract {
  private static final URI IMAGE = URI.create("file:/a.jpg");

  private final AtomicInteger tries = new AtomicInteger();

  @TempDir Path folder;

  @Override
  protected ImageFetcher fetcher() {
    return new RetryingFetcher(
        new DatarefFetcher(Fetches.allowing(PATIENCE, folder.toUri().toString())), PATIENCE);
  }

  @Override
  protected String dataref(String name) {
    return folder.resolve(name).toUri().toString();
  }

  @Override
  protected void put(String name, byte[] image) throws IOException {
    Files.write(folder.resolve(name), image);
  }

  @Override
  protected String outside() {
    return "file:///etc/hostname";
  }

  @Test
  void triesAStoreAgainThatIsDownForAMoment() throws Exception {
    ImageFetcher fetcher =
        new RetryingFetcher(
            dataref -> {
              if (tries.incrementAndGet() < 3) {
                throw new TransientFetchException("no answer");
              }
              return new byte[] {1};
            },
            Duration.ofSeconds(10));

    assertThat(fetcher.fetch(IMAGE)).containsExactly(1);
    assertThat(tries).hasValue(3);
  }

  @Test
  void givesUpOnAStoreThatStaysDown() {
    ImageFetcher fetcher =
        new RetryingFetcher(
            dataref -> {
              tries.incrementAndGet();
              throw new TransientFetchException("no answer");
            },
            Duration.ofMillis(500));

    assertThatThrownBy(() -> fetcher.fetch(IMAGE))
        .isInstanceOf(TransientFetchException.class)
        .hasMessage("no answer");
    assertThat(tries.get()).isGreaterThan(1);
  }

  @Test
  void doesNotAskAgainForWhatIsNotThere() {
    ImageFetcher fetcher =
        new RetryingFetcher(
            dataref -> {
              tries.incrementAndGet();
              throw new InvalidImageException(RejectReason.DATAREF_NOT_FOUND, "nothing there");
            },
            Duration.ofSeconds(10));

    assertThatThrownBy(() -> fetcher.fetch(IMAGE)).isInstanceOf(InvalidImageException.class);
    assertThat(tries).hasValue(1);
  }
}
