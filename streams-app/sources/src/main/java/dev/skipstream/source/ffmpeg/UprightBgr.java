package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getColorspaceDetails;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Converts decoded frames of any pixel format to 8-bit BGR, by the matrix and the range of each
 * frame's tags. It also turns and mirrors them by their display matrix.
 *
 * <p>Threading: for one thread.
 */
public final class UprightBgr implements AutoCloseable {
  /** Both factors of swscale's contrast and saturation: 1 in 16.16 bits. */
  private static final int UNCHANGED = 1 << 16;

  private static final int MATRIX_BYTES = 9 * Integer.BYTES;

  private final AVFrame bgr = av_frame_alloc();
  private final Mat turned = new Mat();
  private final Mat upright = new Mat();
  private SwsContext scaler;
  private Mat pixels = new Mat();

  /**
   * Returns the picture of a live input that was decoded; it is valid until the next call.
   *
   * @return [height, width, 3] uint8 BGR
   * @throws IOException when the pixel format cannot be converted
   */
  public Mat convert(LivePicture picture) throws IOException {
    return convert(picture.frame());
  }

  /** Returns the picture of a frame; it is valid until the next call. */
  Mat convert(AVFrame frame) throws IOException {
    scaler =
        sws_getCachedContext(
            scaler,
            frame.width(),
            frame.height(),
            frame.format(),
            frame.width(),
            frame.height(),
            AV_PIX_FMT_BGR24,
            SWS_BICUBIC,
            null,
            null,
            (DoublePointer) null);
    if (scaler == null || scaler.isNull()) {
      throw new IOException(
          "frames of pixel format %d with %d x %d pixels cannot be converted"
              .formatted(frame.format(), frame.width(), frame.height()));
    }
    applyTags(frame);
    allocate(frame.width(), frame.height());
    sws_scale(
        scaler, frame.data(), frame.linesize(), 0, frame.height(), bgr.data(), bgr.linesize());
    return oriented(pixels, frame);
  }

  /**
   * Sets the colour matrix and range. Without a tag, the default of swscale applies: BT.601, and
   * the range of the pixel format.
   */
  private void applyTags(AVFrame frame) throws IOException {
    try (PointerPointer<IntPointer> inverse = new PointerPointer<>(1);
        PointerPointer<IntPointer> forward = new PointerPointer<>(1);
        IntPointer sourceRange = new IntPointer(1);
        IntPointer targetRange = new IntPointer(1);
        IntPointer brightness = new IntPointer(1);
        IntPointer contrast = new IntPointer(1);
        IntPointer saturation = new IntPointer(1)) {
      if (sws_getColorspaceDetails(
              scaler, inverse, sourceRange, forward, targetRange, brightness, contrast, saturation)
          < 0) {
        return; // A format that has no matrix, such as RGB.
      }
      int range =
          frame.color_range() == AVCOL_RANGE_UNSPECIFIED
              ? sourceRange.get()
              : frame.color_range() == AVCOL_RANGE_JPEG ? 1 : 0;
      IntPointer matrix = sws_getCoefficients(frame.colorspace());
      sws_setColorspaceDetails(
          scaler, matrix, range, matrix, targetRange.get(), 0, UNCHANGED, UNCHANGED);
    }
  }

  private void allocate(int width, int height) throws IOException {
    if (bgr.width() == width && bgr.height() == height) {
      return;
    }
    av_frame_unref(bgr);
    bgr.format(AV_PIX_FMT_BGR24);
    bgr.width(width);
    bgr.height(height);
    if (av_frame_get_buffer(bgr, 0) < 0) {
      throw new IOException("no memory for a frame of %d x %d pixels".formatted(width, height));
    }
    pixels.close();
    pixels = new Mat(height, width, CV_8UC3, bgr.data(0), bgr.linesize(0));
  }

  /**
   * Applies a display matrix: the pixel (x, y) is shown at (a·x + c·y, b·x + d·y). Its angle is
   * rounded to a quarter turn.
   */
  private Mat oriented(Mat picture, AVFrame frame) {
    AVFrameSideData side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (side == null || side.isNull() || side.size() < MATRIX_BYTES) {
      return picture;
    }
    IntBuffer matrix =
        side.data().limit(MATRIX_BYTES).asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
    int a = matrix.get(0);
    int b = matrix.get(1);
    int c = matrix.get(3);
    int d = matrix.get(4);
    if (Math.abs((long) b) > Math.abs((long) a)) {
      transpose(picture, turned);
      return mirrored(turned, c < 0, b < 0);
    }
    return mirrored(picture, a < 0, d < 0);
  }

  private Mat mirrored(Mat picture, boolean horizontally, boolean vertically) {
    if (!horizontally && !vertically) {
      return picture;
    }
    flip(picture, upright, horizontally && vertically ? -1 : horizontally ? 1 : 0);
    return upright;
  }

  @Override
  public void close() {
    upright.close();
    turned.close();
    pixels.close();
    av_frame_free(bgr);
    if (scaler != null) {
      sws_freeContext(scaler);
    }
  }
}
