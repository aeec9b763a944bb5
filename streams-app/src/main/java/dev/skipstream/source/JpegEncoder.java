package dev.skipstream.source;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.rotate;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacv.Frame;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Frames to JPEG.
 *
 * @param quality 1 to 100
 */
public record JpegEncoder(int quality) {
  /** What it makes. */
  public static final String MEDIA_TYPE = "image/jpeg";

  public JpegEncoder {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException(
          "JPEG quality is %d: expected 1 to 100".formatted(quality));
    }
  }

  /**
   * Encodes a picture.
   *
   * @param bgr [height, width, 3] uint8
   */
  public byte[] encode(byte[] bgr, int width, int height) throws IOException {
    try (BytePointer pixels = new BytePointer(bgr);
        Mat picture = new Mat(height, width, CV_8UC3, pixels)) {
      return encode(picture);
    }
  }

  /**
   * Encodes a video's frame of 8-bit BGR.
   *
   * @param rotation degrees counter-clockwise that the video's header asks for
   */
  byte[] encode(Frame frame, double rotation) throws IOException {
    try (BytePointer pixels = new BytePointer((ByteBuffer) frame.image[0]);
        Mat bgr = new Mat(frame.imageHeight, frame.imageWidth, CV_8UC3, pixels, frame.imageStride);
        Mat upright = new Mat()) {
      return encode(turned(bgr, upright, rotation));
    }
  }

  private byte[] encode(Mat picture) throws IOException {
    try (BytePointer jpeg = new BytePointer();
        IntPointer parameters = new IntPointer(IMWRITE_JPEG_QUALITY, quality)) {
      if (!imencode(".jpg", picture, jpeg, parameters)) {
        throw new IOException(
            "a frame of %d x %d pixels cannot be encoded as JPEG; a side may have at most 65535"
                .formatted(picture.cols(), picture.rows()));
      }
      byte[] bytes = new byte[Math.toIntExact(jpeg.limit())];
      jpeg.get(bytes);
      return bytes;
    }
  }

  private static Mat turned(Mat picture, Mat upright, double degrees) {
    int quarters = Math.floorMod(Math.round(degrees / 90), 4);
    if (quarters == 0) {
      return picture;
    }
    int how =
        switch (quarters) {
          case 1 -> ROTATE_90_COUNTERCLOCKWISE;
          case 2 -> ROTATE_180;
          default -> ROTATE_90_CLOCKWISE;
        };
    rotate(picture, upright, how);
    return upright;
  }
}
