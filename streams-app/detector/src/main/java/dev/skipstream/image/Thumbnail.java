package dev.skipstream.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.io.IOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Frames made small, for a page that has many. */
public final class Thumbnail {
  private static final int QUALITY = 80;

  private Thumbnail() {}

  /**
   * A frame as JPEG, in its own proportions.
   *
   * @param mostPixels of its longer side; a smaller frame stays as it is
   */
  public static byte[] jpeg(Frame frame, int mostPixels) throws IOException {
    double scale = Math.min(1, (double) mostPixels / Math.max(frame.width(), frame.height()));
    try (BytePointer rgb = new BytePointer(frame.rgb());
        Mat source = new Mat(frame.height(), frame.width(), CV_8UC3, rgb);
        Mat bgr = new Mat();
        Mat small = new Mat();
        Size size = new Size(scaled(frame.width(), scale), scaled(frame.height(), scale));
        BytePointer jpeg = new BytePointer();
        IntPointer parameters = new IntPointer(IMWRITE_JPEG_QUALITY, QUALITY)) {
      cvtColor(source, bgr, COLOR_RGB2BGR);
      resize(bgr, small, size, 0, 0, INTER_AREA);
      if (!imencode(".jpg", small, jpeg, parameters)) {
        throw new IOException(
            "a frame of %d x %d pixels cannot be encoded as JPEG"
                .formatted(frame.width(), frame.height()));
      }
      byte[] bytes = new byte[Math.toIntExact(jpeg.limit())];
      jpeg.get(bytes);
      return bytes;
    }
  }

  private static int scaled(int side, double scale) {
    return Math.max(1, (int) Math.round(side * scale));
  }
}
