package dev.skipstream.track;

import dev.skipstream.schemas.event.Detection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The detections of one frame of a camera.
 *
 * @param partition of the record with the detections
 * @param offset of the record with the detections
 * @param time of capture ({@code ce_time})
 * @param width of the picture, in pixels
 * @param height of the picture, in pixels
 * @param keyframeInterval the longest time between two frames of the camera, where the camera sends
 *     a frame only on motion
 */
public record TrackerFrame(
    int partition,
    long offset,
    Instant time,
    List<Detection> detections,
    int width,
    int height,
    Optional<Duration> keyframeInterval) {

  public TrackerFrame {
    detections = List.copyOf(detections);
  }
}
