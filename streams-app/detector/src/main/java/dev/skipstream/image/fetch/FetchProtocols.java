package dev.skipstream.image.fetch;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The protocols of a fetcher: the one place that converts a URI scheme into a protocol. */
public final class FetchProtocols {
  private static final FetchProtocols BUNDLED =
      new FetchProtocols(List.of(FileFetcher.PROTOCOL, HttpFetcher.PROTOCOL, S3Fetcher.PROTOCOL));

  private final List<FetchProtocol> protocols;

  private FetchProtocols(List<FetchProtocol> protocols) {
    this.protocols = protocols;
  }

  /** Returns the protocols that come with Skipstream. */
  public static FetchProtocols bundled() {
    return BUNDLED;
  }

  /**
   * Returns these protocols and another one.
   *
   * @throws IllegalArgumentException when one of its schemes has a protocol already
   */
  public FetchProtocols with(FetchProtocol added) {
    for (String scheme : added.schemes()) {
      if (schemes().contains(scheme)) {
        throw new IllegalArgumentException(
            "scheme %s has a protocol already: expected one other than %s"
                .formatted(scheme, listed(schemes(), " or ")));
      }
    }
    return new FetchProtocols(Stream.concat(protocols.stream(), Stream.of(added)).toList());
  }

  List<FetchProtocol> all() {
    return protocols;
  }

  /** Requires a place that can be allowed. */
  void requirePlace(URI place) {
    boolean sound =
        of(place).filter(protocol -> protocol.isPlace().test(place)).isPresent()
            && place.getQuery() == null
            && place.getFragment() == null;
    if (!sound) {
      throw new IllegalArgumentException(
          "'%s' is no place to allow: expected %s"
              .formatted(
                  place, listed(protocols.stream().map(FetchProtocol::form).toList(), ", or ")));
    }
  }

  /** Returns the protocol of a URI's scheme. */
  Optional<FetchProtocol> of(URI uri) {
    String scheme = schemeOf(uri);
    return protocols.stream().filter(protocol -> protocol.schemes().contains(scheme)).findFirst();
  }

  /** Returns all schemes as a list in a sentence. */
  String listedSchemes() {
    return listed(schemes(), " or ");
  }

  /** Returns the scheme of a URI in lower case; empty where the URI has none. */
  static String schemeOf(URI uri) {
    return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
  }

  private List<String> schemes() {
    return protocols.stream().flatMap(protocol -> protocol.schemes().stream()).toList();
  }

  private static String listed(List<String> words, String or) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + or + words.get(last);
  }
}
