package dev.skipstream.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.skipstream.schemas.event.RejectReason;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Encoded bytes to a {@link Frame}, by OpenCV. EXIF orientation is applied; grey and CMYK become
 * RGB, a CMYK JPEG that does not say whether it is inverted being read as inverted, as browsers do;
 * transparency is ignored; of an animation the first frame is taken.
 *
 * <p>Threading: stateless, for any number of threads.
 */
public final class ImageDecoder implements FrameDecoder {
  /** As OpenCV names them when it encodes. */
  private static final List<String> FORMATS = List.of(".jpg", ".png", ".webp", ".bmp", ".gif");

  private final ImageLimits limits;

  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes a JPEG, PNG, WebP, BMP or GIF.
   *
   * @throws InvalidImageException when the bytes are not a whole image within the limits
   */
  @Override
  public Frame decode(byte[] encoded) throws InvalidImageException {
    headerOf(encoded);
    return pixels(encoded);
  }

  /**
   * Loads OpenCV and its codecs, by decoding a small image of each format.
   *
   * @throws LinkageError when a library does not load
   * @throws IllegalStateException when a codec does not decode what it encoded
   */
  public static void loadCodecs() {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    try (Mat black = new Mat(8, 8, CV_8UC3, Scalar.BLACK)) {
      for (String format : FORMATS) {
        try (BytePointer encoded = new BytePointer()) {
          imencode(format, black, encoded);
          byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
          encoded.get(bytes);
          decoder.decode(bytes);
        } catch (InvalidImageException e) {
          throw new IllegalStateException(
              "OpenCV does not decode its own %s: %s".formatted(format, e.getMessage()), e);
        }
      }
    }
  }

  @Override
  public long decodedBytes(byte[] encoded) throws InvalidImageException {
    ImageHeader header = headerOf(encoded);
    return 3L * header.width() * header.height();
  }

  /** What the image says of itself, once that is within the limits. */
  private ImageHeader headerOf(byte[] encoded) throws InvalidImageException {
    if (encoded.length == 0) {
      throw new InvalidImageException(
          RejectReason.EMPTY_IMAGE, "the record has no bytes: expected an encoded image");
    }
    if (encoded.length > limits.maxBytes()) {
      throw new InvalidImageException(
          RejectReason.IMAGE_TOO_LARGE,
          "the image has %d bytes: expected at most %d"
              .formatted(encoded.length, limits.maxBytes()));
    }
    ImageHeader header = ImageHeader.read(encoded);
    requireWithinLimits(header);
    return header;
  }

  private void requireWithinLimits(ImageHeader header) throws InvalidImageException {
    long width = header.width();
    long height = header.height();
    if (width < 1 || height < 1) {
      throw new InvalidImageException(
          RejectReason.DAMAGED_IMAGE,
          "the image's header says %d x %d pixels: expected at least one".formatted(width, height));
    }
    if (width * height > limits.maxPixels()) {
      throw new InvalidImageException(
          RejectReason.TOO_MANY_PIXELS,
          "the image has %d x %d pixels: expected at most %d in all"
              .formatted(width, height, limits.maxPixels()));
    }
    if (Math.max(width, height) > limits.maxAspect() * Math.min(width, height)) {
      throw new InvalidImageException(
          RejectReason.EXTREME_ASPECT,
          "the image has %d x %d pixels: expected sides of at most %s to 1"
              .formatted(width, height, limits.maxAspect()));
    }
  }

  private static Frame pixels(byte[] encoded) throws InvalidImageException {
    try (BytePointer bytes = new BytePointer(encoded);
        Mat buffer = new Mat(bytes, false);
        Mat pixels = imdecode(buffer, IMREAD_COLOR_RGB)) {
      if (pixels.empty()) {
        throw new InvalidImageException(
            RejectReason.DAMAGED_IMAGE,
            "the image's %d bytes cannot be decoded: expected a whole image, this one is damaged or cut short"
                .formatted(encoded.length));
      }
      byte[] rgb = new byte[Math.toIntExact(pixels.total() * pixels.elemSize())];
      pixels.data().get(rgb);
      return new Frame(rgb, pixels.cols(), pixels.rows());
    }
  }
}
