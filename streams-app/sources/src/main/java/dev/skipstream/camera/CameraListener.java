package dev.skipstream.camera;

/**
 * Receives the changes of cameras.
 *
 * <p>Threading: each camera calls it from its own thread, and waits for it. It returns soon.
 */
@FunctionalInterface
public interface CameraListener {
  /** Receives one change. */
  void changed(CameraEvent event);
}
