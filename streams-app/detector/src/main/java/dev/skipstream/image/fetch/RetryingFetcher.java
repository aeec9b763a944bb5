package dev.skipstream.image.fetch;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.skipstream.image.header.InvalidImageException;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * Tries a store again that cannot be reached, for as long as a frame's time lasts.
 *
 * <p>Threading: as its inner fetcher; {@link #fetch} blocks for the patience at most, and for one
 * fetch that began within it.
 */
public final class RetryingFetcher implements ImageFetcher {
  private final ImageFetcher inner;
  private final RetryPolicy<byte[]> retries;

  /**
   * Takes a fetcher over.
   *
   * @param patience no further try begins after this
   */
  public RetryingFetcher(ImageFetcher inner, Duration patience) {
    this.inner = inner;
    this.retries =
        RetryPolicy.<byte[]>builder()
            .handle(TransientFetchException.class)
            .abortIf((bytes, failure) -> Thread.currentThread().isInterrupted())
            .withBackoff(100, 2_000, ChronoUnit.MILLIS)
            .withJitter(0.2)
            .withMaxRetries(-1)
            .withMaxDuration(patience)
            .build();
  }

  /** Fetches what the settings allow, and tries an unreachable store again within the timeout. */
  public static RetryingFetcher of(FetchSettings settings) {
    return new RetryingFetcher(new DatarefFetcher(settings), settings.timeout());
  }

  @Override
  public byte[] fetch(URI dataref) throws InvalidImageException, TransientFetchException {
    try {
      return Failsafe.with(retries).get(() -> inner.fetch(dataref));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InvalidImageException refusal) {
        throw refusal;
      }
      if (e.getCause() instanceof TransientFetchException outage) {
        throw outage;
      }
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new TransientFetchException("interrupted while fetching " + dataref, e);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    inner.close();
  }
}
