package dev.skipstream.image.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
 */
public record FetchSettings(
    List<URI> allowed, int maxBytes, Duration timeout, Optional<URI> s3Endpoint) {

  /**
   * The default time limit: long enough for a photograph over a slow line, short enough for a
   * stream.
   */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** The settings with which no image is fetched: every event must contain its image. */
  public static final FetchSettings NOTHING =
      new FetchSettings(List.of(), 1, DEFAULT_TIMEOUT, Optional.empty());

  public FetchSettings {
    allowed = List.copyOf(allowed);
    allowed.forEach(FetchSettings::requirePlace);
    if (maxBytes < 1 || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "fetch limits are %d bytes and %s: expected at least 1 byte and some time"
              .formatted(maxBytes, timeout));
    }
  }

  private static void requirePlace(URI place) {
    boolean sound =
        switch (schemeOf(place)) {
          case "file" -> place.getAuthority() == null && isAbsolutePath(place);
          case "http", "https" ->
              place.getHost() != null
                  && place.getUserInfo() == null
                  && (place.getPath().isEmpty() || place.getPath().equals("/"));
          case "s3" -> place.getAuthority() != null;
          default -> false;
        };
    if (!sound || place.getQuery() != null || place.getFragment() != null) {
      throw new IllegalArgumentException(
          "'%s' is no place to allow: expected file:/FOLDER, http(s)://HOST[:PORT] without a path, or s3://BUCKET[/PREFIX]"
              .formatted(place));
    }
  }

  private static boolean isAbsolutePath(URI place) {
    return place.getPath() != null && place.getPath().startsWith("/");
  }

  List<URI> allowed(String... schemes) {
    return allowed.stream().filter(place -> List.of(schemes).contains(schemeOf(place))).toList();
  }

  /** Returns the scheme in lower case; empty if the URI has none. */
  static String schemeOf(URI uri) {
    return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
  }
}
