package dev.skipstream.registry.importer;

import dev.skipstream.registry.ModelRef;

/**
 * The settings of an import into a registry.
 *
 * @param name of the model; the import becomes its next version
 * @param checkpoint to import
 * @param settings of the conversion
 */
public record VersionImport(String name, CheckpointSource checkpoint, ImportSettings settings) {

  public VersionImport {
    ModelRef.requireName(name);
  }
}
