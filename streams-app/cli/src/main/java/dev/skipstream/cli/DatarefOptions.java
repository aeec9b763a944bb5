package dev.skipstream.cli;

import dev.skipstream.image.fetch.DatarefFetcher;
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

  /**
   * Returns the longest total time of a fetch. The last attempt begins within the time limit, and
   * may itself take as long as the limit.
   */
  Duration limit() {
    return allowed.isEmpty() ? Duration.ZERO : timeout().multipliedBy(2);
  }

  /**
   * Returns a fetcher of the images that the options allow. It retries while a store is down.
   *
   * @param maxBytes the largest image
   */
  ImageFetcher fetcher(int maxBytes) {
    return Settings.checked(() -> open(maxBytes));
  }

  /**
   * Opens a fetcher for pictures, which are left out where the options are invalid.
   *
   * @throws IllegalArgumentException when an option is invalid
   */
  ImageFetcher open(int maxBytes) {
    return new RetryingFetcher(
        new DatarefFetcher(new FetchSettings(allowed, maxBytes, timeout(), s3Endpoint)), timeout());
  }

  private Duration timeout() {
    return timeout.orElse(FetchSettings.DEFAULT_TIMEOUT);
  }
}
