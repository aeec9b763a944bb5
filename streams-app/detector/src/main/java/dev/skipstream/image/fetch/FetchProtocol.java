package dev.skipstream.image.fetch;

import java.net.URI;
import java.util.List;
import java.util.function.Predicate;

/**
 * A way to fetch images: its URI schemes, the places that a user can allow, and its fetcher.
 *
 * @param schemes in lower case; the first one is the protocol's name in messages
 * @param example the usual form of a place, for the message that nothing is allowed
 * @param form every valid form of a place, for the message that a place is invalid
 * @param isPlace accepts the URIs that state exactly what they allow; query and fragment are
 *     rejected before
 * @param opens makes the fetcher
 */
public record FetchProtocol(
    List<String> schemes, String example, String form, Predicate<URI> isPlace, Opens opens) {

  /** Makes a fetcher for the places of one protocol. */
  @FunctionalInterface
  public interface Opens {

    /**
     * Makes a fetcher, and connects to nothing: the first fetch finds a store that is down.
     *
     * @param places the allowed ones of this protocol, at least one
     */
    ImageFetcher open(FetchSettings settings, List<URI> places);
  }

  public FetchProtocol {
    schemes = List.copyOf(schemes);
    if (schemes.isEmpty()) {
      throw new IllegalArgumentException(
          "a protocol for places such as %s has no scheme: expected at least one"
              .formatted(example));
    }
  }
}
