package dev.skipstream.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.skipstream.image.header.ImageHeader;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.image.internal.jpeg.JpegIntegrity;
import dev.skipstream.schemas.event.RejectReason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Decodes images by OpenCV, after its own check for damage: OpenCV decodes a damaged JPEG to a
 * picture with grey or shifted parts, and reports no error. The EXIF orientation is applied. Grey
 * and CMYK become RGB. A CMYK JPEG that does not state if it is inverted is read as inverted, as in
 * browsers. Transparency is ignored. Of an animation the first frame is decoded.
 *
 * <p>Threading: stateless, for any number of threads.
 */
public final class ImageDecoder implements FrameDecoder {
  /** The action on a JPEG with damaged data. */
  public enum Damaged {
    /** Rejects the JPEG as {@code damaged-image}. */
    REJECT,
    /** Decodes the JPEG as far as possible, and marks the frame. */
    ACCEPT
  }

  /** The codecs, by OpenCV's names of their encoders. */
  private static final List<String> CODECS =
      List.of(".jpg", ".png", ".webp", ".bmp", ".gif", ".tiff");

  private static final int BMP_COMPRESSION = 30;
  private static final int BMP_RLE4 = 2;
  private static final byte[] JPEG_END = {(byte) 0xFF, (byte) 0xD9};

  private final ImageLimits limits;
  private final Damaged damaged;

  /** A decoder that rejects damaged images. */
  public ImageDecoder(ImageLimits limits) {
    this(limits, Damaged.REJECT);
  }

  /** A decoder with a rule for damaged JPEGs. Other damaged images are always rejected. */
  public ImageDecoder(ImageLimits limits, Damaged damaged) {
    this.limits = limits;
    this.damaged = damaged;
  }

  /**
   * Decodes a JPEG, PNG, WebP, BMP, GIF or TIFF.
   *
   * @throws InvalidImageException when the bytes are not a whole image within the limits
   */
  @Override
  public Frame decode(byte[] encoded) throws InvalidImageException {
    return switch (headerOf(encoded).type()) {
      case Jpeg -> jpeg(encoded);
      case Png -> pixels(PngChunks.used(encoded), false).orElseThrow(() -> damaged(encoded));
      case Bmp ->
          pixels(encoded, false)
              .orElseThrow(
                  () ->
                      hasBitFields(encoded)
                          ? unsupported("a BMP with bit fields")
                          : damaged(encoded));
      default -> pixels(encoded, false).orElseThrow(() -> damaged(encoded));
    };
  }

  private Frame jpeg(byte[] encoded) throws InvalidImageException {
    JpegIntegrity integrity = JpegIntegrity.of(encoded);
    if (integrity.damage().isPresent() && damaged == Damaged.REJECT) {
      throw new InvalidImageException(
          RejectReason.DAMAGED_IMAGE,
          "the JPEG is damaged: %s; expected a whole image".formatted(integrity.damage().get()));
    }
    // OpenCV refuses a file that lacks nothing but its end marker.
    return pixels(integrity.ended() ? encoded : withEnd(encoded), integrity.damage().isPresent())
        .orElseThrow(
            () ->
                integrity.checked()
                    ? damaged(encoded)
                    : unsupported("a lossless, arithmetic-coded, hierarchical or 12-bit JPEG"));
  }

  /** Windows' bit fields, 16 bits a pixel for one, follow the header or are a part of it. */
  private static boolean hasBitFields(byte[] bmp) {
    return bmp.length > BMP_COMPRESSION && bmp[BMP_COMPRESSION] > BMP_RLE4;
  }

  private static byte[] withEnd(byte[] jpeg) {
    byte[] ended = Arrays.copyOf(jpeg, jpeg.length + JPEG_END.length);
    System.arraycopy(JPEG_END, 0, ended, jpeg.length, JPEG_END.length);
    return ended;
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
      for (String format : CODECS) {
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

  /** Returns the image's header, after a check against the limits. */
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

  /** Decodes to pixels; nothing where OpenCV cannot. */
  private static Optional<Frame> pixels(byte[] encoded, boolean damaged) {
    try (BytePointer bytes = new BytePointer(encoded);
        Mat buffer = new Mat(bytes, false);
        Mat pixels = imdecode(buffer, IMREAD_COLOR_RGB)) {
      if (pixels.empty()) {
        return Optional.empty();
      }
      byte[] rgb = new byte[Math.toIntExact(pixels.total() * pixels.elemSize())];
      pixels.data().get(rgb);
      return Optional.of(new Frame(rgb, pixels.cols(), pixels.rows(), damaged));
    }
  }

  private static InvalidImageException damaged(byte[] encoded) {
    return new InvalidImageException(
        RejectReason.DAMAGED_IMAGE,
        "the image's %d bytes cannot be decoded: expected a whole image, this one is damaged or cut short"
            .formatted(encoded.length));
  }

  private static InvalidImageException unsupported(String variant) {
    return new InvalidImageException(
        RejectReason.UNKNOWN_FORMAT,
        "the image is %s, which is not supported: expected another variant; convert it, to PNG for example"
            .formatted(variant));
  }
}
