package dev.skipstream.registry.log;

import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.UnknownModelException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The fold of the log: what the registry holds after a number of commands. */
final class RegistryState {
  private final Map<String, List<ModelVersion>> versions = new TreeMap<>();
  private final Map<String, SortedMap<String, Integer>> aliases = new TreeMap<>();

  void add(String name, ModelManifest manifest, Instant at) {
    List<ModelVersion> ofName = versions.computeIfAbsent(name, key -> new ArrayList<>());
    ofName.add(new ModelVersion(name, ofName.size() + 1, manifest, at));
  }

  void point(String name, String alias, int version) {
    resolve(ModelRef.of(name, version));
    aliases.computeIfAbsent(name, key -> new TreeMap<>()).put(alias, version);
  }

  List<ModelVersion> list() {
    return versions.values().stream().flatMap(List::stream).toList();
  }

  SortedMap<String, Integer> aliases(String name) {
    return aliases.getOrDefault(name, new TreeMap<>());
  }

  ModelVersion resolve(ModelRef ref) {
    List<ModelVersion> ofName = versions.get(ref.name());
    if (ofName == null) {
      throw new UnknownModelException(
          "%s: no model has this name; there %s"
              .formatted(
                  ref,
                  versions.isEmpty()
                      ? "are none yet: make one with 'models import'"
                      : "are " + String.join(", ", versions.keySet())));
    }
    int version =
        ref.alias().isPresent()
            ? pointedAt(ref, ref.alias().get())
            : ref.version().orElse(ofName.size());
    if (version < 1 || version > ofName.size()) {
      throw new UnknownModelException(
          "%s: the newest version of %s is %d".formatted(ref, ref.name(), ofName.size()));
    }
    return ofName.get(version - 1);
  }

  private int pointedAt(ModelRef ref, String alias) {
    SortedMap<String, Integer> ofName = aliases(ref.name());
    Integer version = ofName.get(alias);
    if (version == null) {
      throw new UnknownModelException(
          "%s: %s has no such alias; it has %s"
              .formatted(
                  ref, ref.name(), ofName.isEmpty() ? "none" : String.join(", ", ofName.keySet())));
    }
    return version;
  }
}
