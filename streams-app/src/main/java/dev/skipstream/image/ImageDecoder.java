package dev.skipstream.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import dev.skipstream.schemas.event.RejectReason;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Encoded bytes to a {@link Frame}, by OpenCV. EXIF orientation is applied; grey and CMYK become
 * RGB.
 *
 * <p>Threading: stateless, for any number of threads.
 */
public final class ImageDecoder {

  /**
   * Decodes a JPEG, PNG, WebP, BMP or GIF (its first frame).
   *
   * @throws InvalidImageException when the bytes are not a whole image
   */
  public Frame decode(byte[] encoded) throws InvalidImageException {
    if (encoded.length == 0) {
      throw new InvalidImageException(
          RejectReason.EMPTY_IMAGE, "the record has no bytes: expected an encoded image");
    }
    try (BytePointer bytes = new BytePointer(encoded);
        Mat buffer = new Mat(bytes, false);
        Mat pixels = imdecode(buffer, IMREAD_COLOR_RGB)) {
      if (pixels.empty()) {
        throw new InvalidImageException(
            RejectReason.DAMAGED_IMAGE,
            "%d bytes are no image that can be decoded: expected JPEG, PNG, WebP, BMP or GIF"
                .formatted(encoded.length));
      }
      byte[] rgb = new byte[Math.toIntExact(pixels.total() * pixels.elemSize())];
      pixels.data().get(rgb);
      return new Frame(rgb, pixels.cols(), pixels.rows());
    }
  }
}
