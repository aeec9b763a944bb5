package dev.skipstream.camera;

import java.util.List;

/**
 * The cameras of a publisher. Each camera has a reader process of its own, which is started again
 * for ever. A failure of one camera does not affect another.
 *
 * <p>Threading: any thread may call it; calls take turns. {@link #update} and {@link #close} block
 * until the readers of removed cameras have ended, with a bound.
 */
public interface Cameras extends AutoCloseable {

  /** Starts one more camera. */
  void start(CameraSettings camera);

  /** Stops a camera and waits for the end of its reader. Does nothing for an unknown name. */
  void stop(String name);

  /**
   * Starts added cameras, stops removed ones and restarts changed ones. The others continue without
   * an interruption.
   */
  void update(List<CameraSettings> cameras);

  /** Returns the counts of each camera, in the order of their names. */
  List<CameraStatus> status();

  @Override
  void close();
}
