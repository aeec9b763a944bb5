package dev.skipstream.camera;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The one place that a decoded picture passes before it is encoded, in the reader process: a crop,
 * a smaller size, a motion gate.
 *
 * <p>Threading: for one thread.
 */
public interface PictureStage extends AutoCloseable {
  /**
   * A picture to be encoded.
   *
   * @param bgr [height, width, 3] uint8 BGR; valid until the next call
   * @param facts headers of the event of this picture
   */
  record Picture(Mat bgr, Map<String, String> facts) {}

  /** Passes each picture as it is. MJPEG then passes without being decoded. */
  PictureStage NONE = (bgr, nanos) -> Optional.of(new Picture(bgr, Map.of()));

  /**
   * Takes a picture, or withholds it.
   *
   * @param bgr [height, width, 3] uint8 BGR, of the camera's size
   * @param nanos time of capture since the reader's start, in nanoseconds
   * @return the picture to encode, or nothing: the frame is not published
   */
  Optional<Picture> apply(Mat bgr, long nanos) throws IOException;

  @Override
  default void close() {}
}
