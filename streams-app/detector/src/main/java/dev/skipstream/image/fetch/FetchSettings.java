package dev.skipstream.image.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What may be fetched. Without an entry of its scheme, nothing of a scheme is.
 *
 * @param allowed folders ({@code file:/data/images}), origins ({@code https://images.example.com},
 *     each port by itself) and buckets, with a prefix of the key where wanted ({@code
 *     s3://frames/lobby-}); what is below them is allowed
 * @param maxBytes the largest image
 * @param timeout for one image from first to last byte; a file system has no such limit
 * @param s3Endpoint a store that speaks S3, where it is not Amazon's
 * @param protocols of the allowed places
 */
public record FetchSettings(
    List<URI> allowed,
    int maxBytes,
    Duration timeout,
    Optional<URI> s3Endpoint,
    FetchProtocols protocols) {

  /** Long enough for a photograph over a slow line, short enough for a stream. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** Nothing is fetched: every event has its image. */
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
