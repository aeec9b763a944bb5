package dev.skipstream.registry;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * A version, with the changes that the registry has recorded for it since its registration.
 *
 * @param archived true if the version is archived
 * @param aliases the aliases that point to it
 * @param moves the moves of aliases to and from it, the oldest first
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
   * Returns the details of a version.
   *
   * @param model the model of the version
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
