package dev.skipstream.registry.log;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.registry.UnknownModelException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The fold of the log: what the registry holds after a number of accepted entries. Never changes.
 *
 * @param revision the number of accepted entries
 * @param models by name
 */
record RegistryState(long revision, SortedMap<String, RegisteredModel> models) {
  static final RegistryState EMPTY = new RegistryState(0, new TreeMap<>());

  RegistryState {
    models = Collections.unmodifiableSortedMap(models);
  }

  /** The state after an entry: this one, where another entry came before it. */
  RegistryState after(LogEntry entry) {
    if (entry.revision() != revision) {
      return this;
    }
    RegistryCommand command = entry.command();
    String name = command.name();
    RegisteredModel before =
        command instanceof RegistryCommand.Register && !models.containsKey(name)
            ? RegisteredModel.empty(name)
            : model(ModelRef.newest(name));
    SortedMap<String, RegisteredModel> changed = new TreeMap<>(models);
    changed.put(name, command.appliedTo(before, entry.at(), entry.by()));
    return new RegistryState(revision + 1, changed);
  }

  RegisteredModel model(ModelRef ref) {
    RegisteredModel model = models.get(ref.name());
    if (model == null) {
      throw new UnknownModelException(
          "%s: no model has this name; there %s"
              .formatted(
                  ref,
                  models.isEmpty()
                      ? "are none yet: make one with 'models import'"
                      : "are " + String.join(", ", models.keySet())));
    }
    return model;
  }

  ModelVersion resolve(ModelRef ref) {
    return model(ref).resolve(ref);
  }
}
