package dev.skipstream.stream;

import dev.skipstream.telemetry.Telemetry;

/**
 * The models of a stream: {@link LoadedModels}, or {@link RegistryModels} that the stream loads
 * when the cluster is checked, and unloads at its end.
 *
 * <p>Threading: for the thread of {@link DetectionStream#run}.
 */
public sealed interface StreamModels permits LoadedModels, RegistryModels {

  /**
   * Loads the models onto their devices; blocks for seconds.
   *
   * @param telemetry receives the load times
   */
  LoadedModels load(Telemetry telemetry);

  /** Closes what {@link #load} has loaded, and nothing else. */
  void unload(LoadedModels loaded);
}
