package dev.skipstream.camera;

/** The source of a frame's time of capture; the value of the header {@code skipstream-clock}. */
public enum CameraClock {
  /** The camera's clock, from its RTCP sender reports. */
  CAMERA,
  /** This machine's clock at the arrival of the frame. */
  ARRIVAL;

  /** Returns the value of the header: {@code camera}, {@code arrival}. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
