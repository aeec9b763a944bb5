package dev.skipstream.model;

import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Duration;

/** Receives the load time of each model on each device. */
@FunctionalInterface
public interface LoadTimes {
  /** Ignores the times. */
  LoadTimes IGNORED = (model, device, took) -> {};

  /**
   * Records that a model was loaded.
   *
   * @param device name of the device
   * @param took without the verification of the archive
   */
  void loaded(ModelIdentity model, String device, Duration took);
}
