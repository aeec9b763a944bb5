package dev.skipstream.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Encodes test images, the kinds that no library writes by itself among them. */
public final class EncodedImages {
  /** The ways in which a JPEG of four components states its colours. */
  enum Adobe {
    /** Says nothing; it is read as an inverted one, as browsers do. */
    NONE,
    /** CMYK, inverted. */
    CMYK,
    /** YCC and K, inverted. */
    YCCK
  }

  private EncodedImages() {}

  /** PNG, JPEG, BMP or GIF by the Java platform. */
  public static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("no writer of " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A progressive JPEG whose last scan is there so many times. */
  public static byte[] scanned(BufferedImage image, int times) {
    byte[] jpeg = progressive(image);
    int lastScan = jpeg.length - 2;
    while (jpeg[lastScan] != (byte) 0xFF || jpeg[lastScan + 1] != (byte) 0xDA) {
      lastScan--;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, lastScan);
    for (int i = 0; i < times; i++) {
      bytes.write(jpeg, lastScan, jpeg.length - 2 - lastScan);
    }
    bytes.write(jpeg, jpeg.length - 2, 2);
    return bytes.toByteArray();
  }

  private static byte[] progressive(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** One colour all over. */
  public static BufferedImage plain(int width, int height, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[width * height];
    Arrays.fill(pixels, rgb);
    image.setRGB(0, 0, width, height, pixels, 0, width);
    return image;
  }

  /** WebP by OpenCV: the Java platform has no writer. */
  static byte[] webp(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    try (Mat bgr = new Mat(height, width, opencv_core.CV_8UC3);
        BytePointer webp = new BytePointer()) {
      ByteBuffer pixels = bgr.createBuffer();
      for (int rgb : image.getRGB(0, 0, width, height, null, 0, width)) {
        pixels.put((byte) rgb).put((byte) (rgb >> 8)).put((byte) (rgb >> 16));
      }
      opencv_imgcodecs.imencode(".webp", bgr, webp);
      byte[] bytes = new byte[Math.toIntExact(webp.limit())];
      webp.get(bytes);
      return bytes;
    }
  }

  /** A GIF of several frames. */
  static byte[] animatedGif(BufferedImage... frames) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (BufferedImage frame : frames) {
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /**
   * A JPEG of four components and one colour.
   *
   * @param cmyk ink, 0 for none to 255 for full
   */
  static byte[] cmykJpeg(int width, int height, int[] cmyk, Adobe adobe) throws IOException {
    int[] inverted = Arrays.stream(cmyk).map(ink -> 255 - ink).toArray();
    int[] stored = adobe == Adobe.YCCK ? ycck(inverted) : inverted;
    WritableRaster raster = Raster.createInterleavedRaster(0, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setPixel(x, y, stored);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(1);
      writer.write(null, new IIOImage(raster, null, null), param);
    } finally {
      writer.dispose();
    }
    byte[] jpeg = bytes.toByteArray();
    return adobe == Adobe.NONE ? jpeg : withSegment(jpeg, 0xEE, adobeMarker(adobe));
  }

  /** JFIF's equations on the complement of C, M and Y; K stays. */
  private static int[] ycck(int[] cmyk) {
    double r = 255 - cmyk[0];
    double g = 255 - cmyk[1];
    double b = 255 - cmyk[2];
    return new int[] {
      (int) Math.round(0.299 * r + 0.587 * g + 0.114 * b),
      (int) Math.round(128 - 0.168736 * r - 0.331264 * g + 0.5 * b),
      (int) Math.round(128 + 0.5 * r - 0.418688 * g - 0.081312 * b),
      cmyk[3]
    };
  }

  private static byte[] adobeMarker(Adobe adobe) {
    return ByteBuffer.allocate(12)
        .put("Adobe".getBytes(ISO_8859_1))
        .putShort((short) 100)
        .putInt(0)
        .put((byte) (adobe == Adobe.YCCK ? 2 : 0))
        .array();
  }

  /** A TIFF directory with one entry: the orientation. */
  static byte[] orientation(int value) {
    return ByteBuffer.allocate(26)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("II".getBytes(ISO_8859_1))
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putInt(value)
        .putInt(0)
        .array();
  }

  /** The JPEG with an EXIF header. */
  static byte[] withOrientation(byte[] jpeg, int value) {
    byte[] exif = concat("Exif\0\0".getBytes(ISO_8859_1), orientation(value));
    return withSegment(jpeg, 0xE1, exif);
  }

  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    byte[] segment =
        ByteBuffer.allocate(content.length + 4)
            .put((byte) 0xFF)
            .put((byte) marker)
            .putShort((short) (content.length + 2))
            .put(content)
            .array();
    return insert(jpeg, 2, segment);
  }

  /** The PNG with one more chunk behind its header. */
  static byte[] withChunk(byte[] png, String type, byte[] content) {
    byte[] body = concat(type.getBytes(ISO_8859_1), content);
    CRC32 crc = new CRC32();
    crc.update(body);
    byte[] chunk =
        ByteBuffer.allocate(body.length + 8)
            .putInt(content.length)
            .put(body)
            .putInt((int) crc.getValue())
            .array();
    int afterHeader = 8 + 25;
    return insert(png, afterHeader, chunk);
  }

  /** The PNG with another size in its header, and the checksum that goes with it. */
  public static byte[] resizedPng(byte[] png, int width, int height) {
    byte[] changed = png.clone();
    ByteBuffer buffer = ByteBuffer.wrap(changed).putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(changed, 12, 17);
    buffer.putInt(29, (int) crc.getValue());
    return changed;
  }

  static byte[] concat(byte[] first, byte[] second) {
    return insert(first, first.length, second);
  }

  private static byte[] insert(byte[] bytes, int at, byte[] more) {
    return ByteBuffer.allocate(bytes.length + more.length)
        .put(bytes, 0, at)
        .put(more)
        .put(bytes, at, bytes.length - at)
        .array();
  }
}
