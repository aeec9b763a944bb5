package dev.skipstream.app;

import dev.skipstream.registry.AliasMove;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * A version and what the registry has noted of it since: what {@code models show --json} prints.
 */
record ShownVersion(
    String name,
    int version,
    ModelManifest manifest,
    Instant registered,
    String registeredBy,
    boolean archived,
    SortedMap<String, String> tags,
    List<String> aliases,
    List<AliasMove> moves) {

  static ShownVersion of(ModelVersion version, RegisteredModel model) {
    return new ShownVersion(
        version.name(),
        version.version(),
        version.manifest(),
        version.registered(),
        version.registeredBy(),
        model.archived().contains(version.version()),
        model.tagsOf(version.version()),
        model.aliasesOf(version.version()),
        ModelView.movesOf(version, model));
  }
}
