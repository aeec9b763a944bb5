package dev.skipstream.cli;

import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.image.fetch.RetryingFetcher;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options for images that an event only refers to, shared by the commands that decode. */
final class DatarefOptions {
  @Option(
      names = "--allow-dataref",
      paramLabel = "PLACE",
      description =
          "fetch images that events refer to below this place: file:/FOLDER, https://HOST or"
              + " s3://BUCKET; may be repeated")
  private List<URI> allowed = List.of();

  @Option(
      names = "--dataref-timeout",
      paramLabel = "DURATION",
      description = "for fetching one image by http(s) or s3 (default: 5s)",
      converter = DurationConverter.class)
  private Optional<Duration> timeout;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "a store that speaks S3, where it is not Amazon's")
  private Optional<URI> s3Endpoint;

  /** Returns the longest time of a fetch, retries included. */
  Duration limit() {
    return settings(1).longestFetch();
  }

  /**
   * Returns a fetcher of the images that the options allow. It retries while a store is down.
   *
   * @param maxBytes the largest image
   */
  ImageFetcher fetcher(int maxBytes) {
    return RetryingFetcher.of(settings(maxBytes));
  }

  /**
   * Returns the options as settings.
   *
   * @param maxBytes the largest image
   */
  FetchSettings settings(int maxBytes) {
    return Settings.checked(() -> unchecked(maxBytes));
  }

  /**
   * Opens a fetcher for pictures, which are left out where the options are invalid.
   *
   * @throws IllegalArgumentException when an option is invalid
   */
  ImageFetcher open(int maxBytes) {
    return RetryingFetcher.of(unchecked(maxBytes));
  }

  private FetchSettings unchecked(int maxBytes) {
    return new FetchSettings(
        allowed, maxBytes, timeout.orElse(FetchSettings.DEFAULT_TIMEOUT), s3Endpoint);
  }
}
