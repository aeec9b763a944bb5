package dev.skipstream.console;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;

/**
 * Shrinks pictures for the wall. Uses the JDK's decoder: an image that ends a native decoder must
 * not end the process because a viewer looks at it.
 */
final class Preview {
  static final int WIDTH = 640;
  private static final long MAX_PIXELS = 50_000_000;
  private static final float QUALITY = 0.72f;

  private Preview() {}

  /** Returns a smaller picture; the picture itself where it is small, or of another format. */
  static Picture of(Picture picture) {
    if (!picture.contentType().equals("image/jpeg") && !picture.contentType().equals("image/png")) {
      return picture;
    }
    try (ImageInputStream in =
        ImageIO.createImageInputStream(new ByteArrayInputStream(picture.bytes()))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return picture;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width <= WIDTH || (long) width * height > MAX_PIXELS) {
          return picture;
        }
        ImageReadParam half = reader.getDefaultReadParam();
        int step = Math.max(1, width / (2 * WIDTH));
        half.setSourceSubsampling(step, step, 0, 0);
        return encode(shrink(reader.read(0, half), WIDTH, Math.max(1, height * WIDTH / width)));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // A browser may show what the JDK cannot decode: CMYK, a damaged end.
      return picture;
    }
  }

  private static BufferedImage shrink(BufferedImage image, int width, int height) {
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }

  private static Picture encode(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam quality = writer.getDefaultWriteParam();
      quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      quality.setCompressionQuality(QUALITY);
      writer.write(null, new IIOImage(image, null, null), quality);
    } finally {
      writer.dispose();
    }
    return new Picture("image/jpeg", bytes.toByteArray());
  }
}
