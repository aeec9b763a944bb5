package dev.skipstream.model;

import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Duration;

/** A listener for swaps. The watcher's thread calls it. */
public interface SwapListener {

  /**
   * Frames that are taken on from now on get another version.
   *
   * @param took since the registry told of it: fetching, loading and warming up
   */
  void swapped(String alias, ModelVersion to, Duration took);

  /** The alias moved to a version that cannot serve, so the one before goes on. */
  void refused(String alias, ModelVersion version, RuntimeException why);

  /** The alias was deleted, and its last version is unloaded, where updates unload deleted ones. */
  default void stopped(String alias, ModelIdentity last) {}
}
