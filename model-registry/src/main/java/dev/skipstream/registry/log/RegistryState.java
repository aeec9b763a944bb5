package dev.skipstream.registry.log;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.UnknownModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fold of the log: what the registry holds after a number of commands. */
final class RegistryState {
  private final Map<String, List<ModelVersion>> versions = new TreeMap<>();

  /** Applies the next command of the log and gives the version it made. */
  ModelVersion apply(RegistryCommand command) {
    List<ModelVersion> ofName = versions.computeIfAbsent(command.name(), name -> new ArrayList<>());
    ModelVersion version =
        new ModelVersion(command.name(), ofName.size() + 1, command.manifest(), command.at());
    ofName.add(version);
    return version;
  }

  List<ModelVersion> list() {
    return versions.values().stream().flatMap(List::stream).toList();
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
    int version = ref.version().orElse(ofName.size());
    if (version > ofName.size()) {
      throw new UnknownModelException(
          "%s: the newest version of %s is %d".formatted(ref, ref.name(), ofName.size()));
    }
    return ofName.get(version - 1);
  }
}
