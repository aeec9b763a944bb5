package dev.skipstream.registry;

import java.util.List;
import java.util.SortedMap;

/** Says which model versions there are and what a {@link ModelRef} stands for. */
public interface ModelRegistry {

  /**
   * Registers a model under the next free version of its name.
   *
   * @param manifest whose archive is in the artifact store already: a version never points at
   *     nothing
   */
  ModelVersion register(String name, ModelManifest manifest);

  /**
   * Makes an alias of a name point at one of its versions, wherever it pointed before.
   *
   * @throws UnknownModelException when there is no such version
   */
  void setAlias(String name, String alias, int version);

  /** The aliases of a name and the versions they point at; empty for a name that there is not. */
  SortedMap<String, Integer> aliases(String name);

  /** All versions, by name, then by version. */
  List<ModelVersion> list();

  /**
   * The version that a reference stands for.
   *
   * @throws UnknownModelException when there is none
   */
  ModelVersion resolve(ModelRef ref);
}
