package dev.skipstream.registry;

import java.util.List;

/** Says which model versions there are and what a {@link ModelRef} stands for. */
public interface ModelRegistry {

  /**
   * Registers a model under the next free version of its name.
   *
   * @param manifest whose archive is in the artifact store already: a version never points at
   *     nothing
   */
  ModelVersion register(String name, ModelManifest manifest);

  /** All versions, by name, then by version. */
  List<ModelVersion> list();

  /**
   * The version that a reference stands for.
   *
   * @throws UnknownModelException when there is none
   */
  ModelVersion resolve(ModelRef ref);
}
