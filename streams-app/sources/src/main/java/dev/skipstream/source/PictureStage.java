package dev.skipstream.source;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.Motion;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The place in each reading of a source where a decoded frame passes before it is encoded: crops
 * and shrinks it, and withholds it if nothing moves.
 *
 * <p>Threading: for one thread.
 */
public final class PictureStage implements AutoCloseable {
  private final PictureSettings settings;
  private final JpegEncoder encoder;
  private final Optional<MotionGate> gate;
  private final Mat shrunk = new Mat();

  /** A stage for one reading of a source. */
  public PictureStage(PictureSettings settings, JpegEncoder encoder) {
    this.settings = settings;
    this.encoder = encoder;
    this.gate = settings.keyframe().map(MotionGate::new);
  }

  /**
   * Encodes a decoded frame; returns nothing if it is withheld, which is before it is encoded.
   *
   * @param frame [height, width, 3] uint8 BGR; it is not changed
   * @param at its time, on the clock of its source
   * @throws IOException when the region is not in the frame, or the picture cannot be encoded
   */
  public Optional<Picture> encode(Mat frame, Duration at) throws IOException {
    return passed(frame, at, Optional.empty());
  }

  /**
   * Passes an encoded frame. Its bytes stay as they are, unless it is cropped or shrunk. It is
   * decoded only if the settings need its pixels.
   *
   * @param contentType media type of the bytes
   * @param at its time, on the clock of its source
   * @throws IOException when the settings need its pixels and it cannot be decoded
   */
  public Optional<Picture> pass(String contentType, byte[] encoded, Duration at)
      throws IOException {
    Picture whole = new Picture(contentType, encoded);
    if (settings.isWhole()) {
      return Optional.of(whole);
    }
    try (BytePointer bytes = new BytePointer(encoded);
        Mat data = new Mat(1, encoded.length, CV_8UC1, bytes);
        Mat frame = imdecode(data, IMREAD_COLOR)) {
      if (frame == null || frame.empty()) {
        throw new IOException("cannot be decoded, which its region, size or motion needs");
      }
      return passed(frame, at, Optional.of(whole));
    }
  }

  private Optional<Picture> passed(Mat frame, Duration at, Optional<Picture> encoded)
      throws IOException {
    try (Mat region = cropped(frame)) {
      Mat picture = region;
      double scale = scaleOf(region);
      if (scale < 1) {
        shrink(region, scale);
        picture = shrunk;
      }
      Optional<Motion> motion = Optional.empty();
      if (gate.isPresent()) {
        motion = gate.get().admit(picture, at);
        if (motion.isEmpty()) {
          return Optional.empty();
        }
      }
      Optional<CameraView> view = viewOf(frame, region, scale);
      if (view.isEmpty() && encoded.isPresent()) {
        Picture whole = encoded.get();
        return Optional.of(new Picture(whole.contentType(), whole.image(), view, motion));
      }
      return Optional.of(
          new Picture(JpegEncoder.MEDIA_TYPE, encoder.encode(picture), view, motion));
    }
  }

  private Mat cropped(Mat frame) throws IOException {
    if (settings.region().isEmpty()) {
      return new Mat(frame);
    }
    Region region = settings.region().get();
    if (!region.isInside(frame.cols(), frame.rows())) {
      throw new IOException(
          "region is %s, and the frame has %d x %d pixels: expected a region inside the frame"
              .formatted(region, frame.cols(), frame.rows()));
    }
    try (Rect rect = new Rect(region.x(), region.y(), region.width(), region.height())) {
      return new Mat(frame, rect);
    }
  }

  private double scaleOf(Mat region) {
    double side = Math.max(region.cols(), region.rows());
    return settings.maxSize().isPresent() ? Math.min(1, settings.maxSize().getAsInt() / side) : 1;
  }

  /** Shrinks both sides by one scale. The last row and column may stand for a part of a pixel. */
  private void shrink(Mat region, double scale) {
    boolean thin = Math.min(region.cols(), region.rows()) * scale < 1;
    try (Size size =
        thin
            ? new Size(
                (int) Math.max(1, region.cols() * scale), (int) Math.max(1, region.rows() * scale))
            : new Size()) {
      resize(region, shrunk, size, scale, scale, INTER_AREA);
    }
  }

  private Optional<CameraView> viewOf(Mat frame, Mat region, double scale) {
    if (scale == 1 && region.cols() == frame.cols() && region.rows() == frame.rows()) {
      return Optional.empty();
    }
    return Optional.of(
        new CameraView(
            frame.cols(),
            frame.rows(),
            settings.region().map(Region::x).orElse(0),
            settings.region().map(Region::y).orElse(0),
            scale));
  }

  @Override
  public void close() {
    gate.ifPresent(MotionGate::close);
    shrunk.close();
  }
}
