package dev.skipstream.camera;

import dev.skipstream.source.Picture;
import java.time.Instant;

/**
 * A frame of a camera, ready for the topic.
 *
 * @param id unique for ever: {@code <camera>/<start of the publisher>-<sequence>}
 * @param camera name of the camera
 * @param sequence number of the frame since the publisher's start; it continues across connections,
 *     and a dropped frame uses a number
 * @param capturedAt time of capture, by {@code clock}
 * @param clock source of that time
 * @param picture the encoded image, and its place in the frame
 */
public record CameraFrame(
    String id,
    String camera,
    long sequence,
    Instant capturedAt,
    CameraClock clock,
    Picture picture) {

  /** Returns the encoded image, which is never changed. */
  public byte[] jpeg() {
    return picture.image();
  }
}
