package dev.skipstream.camera;

/**
 * Takes the frames of cameras to their topic.
 *
 * <p>Threading: each camera calls it from its own thread. It may block; the camera then drops
 * frames before they are encoded.
 */
public interface FrameSink {
  /**
   * Takes a frame. It takes the frames of one camera in their order.
   *
   * @param done called once, when the frame is on the topic or has failed; true if it is there
   */
  void accept(CameraFrame frame, Done done);

  /** Receives the fate of a frame. */
  @FunctionalInterface
  interface Done {
    /** Receives it, from any thread; returns at once. */
    void done(boolean published);
  }
}
