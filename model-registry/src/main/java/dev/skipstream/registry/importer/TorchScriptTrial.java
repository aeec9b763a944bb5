package dev.skipstream.registry.importer;

import dev.skipstream.registry.ModelVersion;
import java.nio.file.Path;

/** Loads a TorchScript file for the first time and runs it on frames, apart from this process. */
@FunctionalInterface
public interface TorchScriptTrial {

  /**
   * Tries a version.
   *
   * @param file its verified bytes
   * @return the most frames of a call: 1 for a file that does not take two
   * @throws dev.skipstream.registry.InvalidModelException when it does not load or run within the
   *     limits of memory and time, or returns other tensors than its output has
   */
  int framesPerCall(ModelVersion version, Path file);
}
