package dev.skipstream.camera.report;

import dev.skipstream.camera.CameraStatus;
import java.util.List;
import java.util.Optional;

/**
 * The last status of each camera, for metrics and health.
 *
 * <p>Threading: one thread posts, any thread reads; no call blocks.
 */
public final class CameraBoard {
  private volatile List<CameraStatus> cameras = List.of();

  /** Replaces the status of all cameras. */
  public void post(List<CameraStatus> now) {
    cameras = List.copyOf(now);
  }

  /** Returns the status of all cameras, as it was posted last. */
  public List<CameraStatus> cameras() {
    return cameras;
  }

  /** Returns the status of a camera; empty for a name without a camera. */
  Optional<CameraStatus> camera(String name) {
    return cameras.stream().filter(one -> one.name().equals(name)).findFirst();
  }
}
