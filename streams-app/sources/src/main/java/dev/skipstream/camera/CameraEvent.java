package dev.skipstream.camera;

import java.time.Duration;
import java.time.Instant;

/** A change in the state of a camera. No event contains a password. */
public sealed interface CameraEvent {
  /** Returns the camera's name. */
  String camera();

  /** Returns the time of the event, by this machine's clock. */
  Instant at();

  /**
   * The first frame of a connection came.
   *
   * @param connections number of connections with a frame since the start, this one included
   */
  record Up(String camera, Instant at, StreamInfo stream, long connections)
      implements CameraEvent {}

  /**
   * The camera has no connection. Reported once for each outage, and again when the reason changes.
   *
   * @param detail one line with the address, the expected value and the action to take
   */
  record Down(String camera, Instant at, DownReason reason, String detail) implements CameraEvent {}

  /**
   * The camera's clock is wrong; its frames have the time of arrival. Reported once, until the
   * clock was right again.
   *
   * @param ahead the camera's clock minus this machine's
   */
  record ClockWrong(String camera, Instant at, Duration ahead) implements CameraEvent {}
}
