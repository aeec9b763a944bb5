package dev.skipstream.registry.artifact;

import dev.skipstream.registry.InvalidModelException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The kinds of artifact stores: the one place that converts the place of a store, a folder or a
 * URI, into the store.
 */
public final class ArtifactStores {
  private static final ArtifactStores BUNDLED =
      new ArtifactStores(new TreeMap<>(Map.of("s3", S3ArtifactStore::at)));

  private final SortedMap<String, Kind> kinds;

  /** Opens the stores of one URI scheme. */
  @FunctionalInterface
  public interface Kind {

    /**
     * Opens a store, and connects to nothing: the first call of the store finds one that is down.
     *
     * @param cache keeps the artifacts that the store fetches
     * @throws InvalidModelException when the URI names no such store
     */
    ArtifactStore open(URI place, ArtifactCache cache);
  }

  private ArtifactStores(SortedMap<String, Kind> kinds) {
    this.kinds = kinds;
  }

  /** Returns the kinds that come with Skipstream. */
  public static ArtifactStores bundled() {
    return BUNDLED;
  }

  /** Returns these kinds, and one more, whose places are {@code SCHEME://…}. */
  public ArtifactStores with(String scheme, Kind kind) {
    SortedMap<String, Kind> added = new TreeMap<>(kinds);
    added.put(scheme, kind);
    return new ArtifactStores(added);
  }

  /**
   * Opens a store.
   *
   * @param place a folder, or a URI of a known scheme, as {@code s3://BUCKET/PREFIX}
   * @param cache keeps the artifacts that the store fetches, unless it is a folder itself
   * @throws InvalidModelException when there is no such kind of store
   */
  public ArtifactStore open(String place, ArtifactCache cache) {
    Optional<Path> folder = folder(place);
    if (folder.isPresent()) {
      return new FileSystemArtifactStore(folder.get());
    }
    try {
      URI uri = new URI(place);
      return kindOf(place).open(uri, cache);
    } catch (URISyntaxException e) {
      throw invalid(place, e);
    }
  }

  /** Returns the folder that a place is, or nothing where it is a URI. */
  public Optional<Path> folder(String place) {
    return place.contains("://") ? Optional.empty() : Optional.of(Path.of(place));
  }

  private Kind kindOf(String place) {
    String scheme = place.substring(0, place.indexOf("://")).toLowerCase(Locale.ROOT);
    Kind kind = kinds.get(scheme);
    if (kind == null) {
      throw invalid(place, null);
    }
    return kind;
  }

  private InvalidModelException invalid(String place, Exception cause) {
    return new InvalidModelException(
        "artifact store is '%s': expected a folder, or a URI that begins with %s"
            .formatted(
                place, String.join(" or ", kinds.keySet().stream().map(s -> s + "://").toList())),
        cause);
  }
}
