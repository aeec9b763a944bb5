package dev.skipstream.registry;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * A version, and what the registry has noted of it since.
 *
 * @param archived whether it is out of use
 * @param aliases that point at it
 * @param moves of aliases to and from it, the oldest first
 */
public record VersionDetails(
    String name,
    int version,
    ModelManifest manifest,
    Instant registered,
    String registeredBy,
    boolean archived,
    SortedMap<String, String> tags,
    List<String> aliases,
    List<AliasMove> moves) {

  /**
   * Of a version.
   *
   * @param model that the version is of
   */
  public static VersionDetails of(ModelVersion version, RegisteredModel model) {
    return new VersionDetails(
        version.name(),
        version.version(),
        version.manifest(),
        version.registered(),
        version.registeredBy(),
        model.archived().contains(version.version()),
        model.tagsOf(version.version()),
        model.aliasesOf(version.version()),
        model.movesOf(version.version()));
  }
}
