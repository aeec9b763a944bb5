package dev.skipstream.camera.report;

import dev.skipstream.camera.CameraStatus;
import java.util.List;
import java.util.Optional;

/**
 * The health of a publisher of cameras, for probes from outside. It is ready while the frames of at
 * least one camera come: a dead camera is no reason to start the publisher again.
 *
 * @param status {@code ready} or {@code starting}
 * @param cameras each camera, in the order of their names
 */
public record CameraHealth(String status, List<Camera> cameras) {

  /**
   * One camera.
   *
   * @param up its frames come
   * @param reason cause of the outage, where it is down and has reported one
   */
  public record Camera(String name, boolean up, Optional<String> reason) {}

  /** Returns the health by the last status of each camera. */
  public static CameraHealth of(CameraBoard board) {
    List<CameraStatus> all = board.cameras();
    return new CameraHealth(
        all.stream().anyMatch(CameraStatus::up) ? "ready" : "starting",
        all.stream().map(CameraHealth::camera).toList());
  }

  /** Returns if the frames of at least one camera come. */
  public boolean isReady() {
    return cameras.stream().anyMatch(Camera::up);
  }

  private static Camera camera(CameraStatus one) {
    return new Camera(
        one.name(),
        one.up(),
        one.up() ? Optional.empty() : one.lastDown().map(down -> down.reason().text()));
  }
}
