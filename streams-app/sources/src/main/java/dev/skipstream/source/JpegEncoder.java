package dev.skipstream.source;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.io.IOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Frames to JPEG.
 *
 * @param quality 1 to 100
 * @param wholeChroma keeps the colour of each pixel (4:4:4) instead of that of each 2 x 2 pixels
 *     (4:2:0); a quarter more bytes
 */
public record JpegEncoder(int quality, boolean wholeChroma) {
  /** Media type of the encoded images. */
  public static final String MEDIA_TYPE = "image/jpeg";

  public JpegEncoder {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException(
          "JPEG quality is %d: expected 1 to 100".formatted(quality));
    }
  }

  /** An encoder of 4:2:0. */
  public JpegEncoder(int quality) {
    this(quality, false);
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
   * Encodes a picture that native memory holds.
   *
   * @param picture [height, width, 3] uint8 BGR
   */
  public byte[] encode(Mat picture) throws IOException {
    try (BytePointer jpeg = new BytePointer();
        IntPointer parameters =
            new IntPointer(
                IMWRITE_JPEG_QUALITY,
                quality,
                IMWRITE_JPEG_SAMPLING_FACTOR,
                wholeChroma
                    ? IMWRITE_JPEG_SAMPLING_FACTOR_444
                    : IMWRITE_JPEG_SAMPLING_FACTOR_420)) {
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
}
