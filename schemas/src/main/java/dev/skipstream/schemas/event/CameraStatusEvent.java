package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * A change in the state of a camera: its frames come, or it has no connection. No field contains a
 * password.
 *
 * @param camera the name of the camera, which is the source of its frames and the key of the record
 * @param publisher the id of the publisher, unique to its process
 * @param at the time of the change, by the publisher's clock
 * @param connections the number of connections with a frame since the publisher's start; where the
 *     camera is up
 * @param stream the stream, where the camera is up
 * @param reason the code of the cause, where the camera is down: {@code unauthorized}
 * @param detail one line for people, where the camera is down
 */
public record CameraStatusEvent(
    String camera,
    String publisher,
    Instant at,
    Event event,
    Optional<Long> connections,
    Optional<Stream> stream,
    Optional<String> reason,
    Optional<String> detail) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.camera-status.v1";

  /** The new state. */
  public enum Event {
    /** The first frame of a connection came. */
    UP("camera.up"),
    /** The camera has no connection. */
    DOWN("camera.down");

    private final String code;

    Event(String code) {
      this.code = code;
    }

    /** Returns the name that events use. */
    @Override
    public String toString() {
      return code;
    }
  }

  /**
   * A stream, as its camera announces it.
   *
   * @param codec FFmpeg's name of the codec: {@code h264}, {@code mjpeg}
   * @param width pixels of a frame; absent where the stream does not say
   * @param height pixels of a frame; absent where the stream does not say
   * @param framesPerSecond nominal rate; absent where the stream does not say
   */
  public record Stream(
      String codec,
      Optional<Integer> width,
      Optional<Integer> height,
      Optional<Double> framesPerSecond) {}

  /**
   * Checks that the state has its fields.
   *
   * @throws IllegalArgumentException that names the missing field
   */
  public CameraStatusEvent {
    if (event == Event.UP && stream.isEmpty()) {
      throw new IllegalArgumentException(
          "stream of camera %s is absent: expected it with %s".formatted(camera, event));
    }
    if (event == Event.DOWN && reason.isEmpty()) {
      throw new IllegalArgumentException(
          "reason of camera %s is absent: expected it with %s".formatted(camera, event));
    }
  }
}
