package dev.skipstream.bench;

import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.RejectReason;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Decodes the same images repeatedly, by the product's decoder and by ImageIO, each to RGB bytes in
 * rows. It uses one thread: the stream decodes on many threads, and each is like this one.
 */
public final class DecodeBenchmark {

  /** One way to get from encoded bytes to {@code [height, width, 3]} RGB bytes. */
  @FunctionalInterface
  private interface Decoder {
    byte[] decode(byte[] encoded) throws IOException, InvalidImageException;
  }

  /**
   * The result of the measurement.
   *
   * @param openCvMillis median milliseconds an image
   * @param imageIoMillis median milliseconds an image
   */
  public record Result(double openCvMillis, double imageIoMillis) {
    public double ratio() {
      return imageIoMillis / openCvMillis;
    }
  }

  private final Duration span;

  /**
   * Measures for a while.
   *
   * @param span for each decoder; a third of it before, to warm up
   */
  public DecodeBenchmark(Duration span) {
    this.span = span;
  }

  public Result measure(byte[] encoded) throws IOException, InvalidImageException {
    ImageDecoder product = new ImageDecoder(ImageLimits.DEFAULT);
    return new Result(
        median(bytes -> product.decode(bytes).rgb(), encoded),
        median(DecodeBenchmark::byImageIo, encoded));
  }

  private double median(Decoder decoder, byte[] encoded) throws IOException, InvalidImageException {
    times(decoder, encoded, span.dividedBy(3));
    List<Long> nanos = times(decoder, encoded, span).stream().sorted().toList();
    return nanos.get(nanos.size() / 2) / 1e6;
  }

  private static List<Long> times(Decoder decoder, byte[] encoded, Duration span)
      throws IOException, InvalidImageException {
    List<Long> nanos = new ArrayList<>();
    long begin = System.nanoTime();
    long now = begin;
    while (nanos.isEmpty() || now - begin < span.toNanos()) {
      byte[] rgb = decoder.decode(encoded);
      long then = System.nanoTime();
      if (rgb.length == 0) {
        throw new IllegalStateException("a decoder gave no pixels");
      }
      nanos.add(then - now);
      now = then;
    }
    return nanos;
  }

  private static byte[] byImageIo(byte[] encoded) throws IOException, InvalidImageException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoded));
    if (image == null) {
      throw new InvalidImageException(
          RejectReason.UNKNOWN_FORMAT,
          "ImageIO has no decoder for this format: expected JPEG, PNG, BMP or GIF");
    }
    // The fastest way there is: this is the form that ImageIO gives JPEGs and most PNGs.
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
      return swapped(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
    }
    int width = image.getWidth();
    int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return rgb;
  }

  private static byte[] swapped(byte[] bgr) {
    byte[] rgb = new byte[bgr.length];
    for (int i = 0; i < bgr.length; i += 3) {
      rgb[i] = bgr[i + 2];
      rgb[i + 1] = bgr[i + 1];
      rgb[i + 2] = bgr[i];
    }
    return rgb;
  }
}
