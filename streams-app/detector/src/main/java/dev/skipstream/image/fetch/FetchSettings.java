package dev.skipstream.image.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The images that may be fetched. A scheme without an entry is rejected.
 *
 * @param allowed the allowed folders ({@code file:/data/images}), origins ({@code
 *     https://images.example.com}, each port is its own origin) and buckets, with an optional
 *     prefix of the key ({@code s3://frames/lobby-}). All images below them are allowed
 * @param maxBytes the size of the largest image, in bytes
 * @param timeout the time limit for one image from first to last byte; it does not apply to file
 *     systems
 * @param s3Endpoint the endpoint of an S3-compatible store, if it is not Amazon's
 * @param protocols of the allowed places
 */
public record FetchSettings(
    List<URI> allowed,
    int maxBytes,
    Duration timeout,
    Optional<URI> s3Endpoint,
    FetchProtocols protocols) {

  /**
   * The default time limit: long enough for a photograph over a slow line, short enough for a
   * stream.
   */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** The settings with which no image is fetched: every event must contain its image. */
  public static final FetchSettings NOTHING =
      new FetchSettings(List.of(), 1, DEFAULT_TIMEOUT, Optional.empty());

  /** Settings for the protocols that come with Skipstream. */
  public FetchSettings(
      List<URI> allowed, int maxBytes, Duration timeout, Optional<URI> s3Endpoint) {
    this(allowed, maxBytes, timeout, s3Endpoint, FetchProtocols.bundled());
  }

  public FetchSettings {
    allowed = List.copyOf(allowed);
    allowed.forEach(protocols::requirePlace);
    if (maxBytes < 1 || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "fetch limits are %d bytes and %s: expected at least 1 byte and some time"
              .formatted(maxBytes, timeout));
    }
  }

  /**
   * Returns the longest time of a fetch by {@link RetryingFetcher#of}: a last try begins within the
   * timeout, and has one. Zero where nothing is fetched.
   */
  public Duration longestFetch() {
    return allowed.isEmpty() ? Duration.ZERO : timeout.multipliedBy(2);
  }

  /** Returns the allowed places of a protocol. */
  List<URI> allowed(FetchProtocol protocol) {
    return allowed.stream()
        .filter(place -> protocols.of(place).filter(protocol::equals).isPresent())
        .toList();
  }
}
