package dev.skipstream.bench;

import dev.skipstream.source.EncodedFrame;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * JPEGs of boxes before a gradient, always the same, for those who have no photographs at hand.
 * They decode like photographs of their size; what a model finds in them means nothing.
 */
public final class DrawnPictures {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int BOXES = 12;

  private DrawnPictures() {}

  /** Draws different images. */
  public static List<EncodedFrame> draw(int count) throws IOException {
    List<EncodedFrame> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawn.add(new EncodedFrame("drawn-" + i, "image/jpeg", jpeg(i), Optional.empty()));
    }
    return drawn;
  }

  private static byte[] jpeg(int seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, colour(random), WIDTH, HEIGHT, colour(random)));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    for (int i = 0; i < BOXES; i++) {
      graphics.setPaint(colour(random));
      graphics.fillRect(
          random.nextInt(WIDTH),
          random.nextInt(HEIGHT),
          20 + random.nextInt(WIDTH / 4),
          20 + random.nextInt(HEIGHT / 4));
    }
    graphics.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "jpg", jpeg)) {
      throw new IOException("this JDK's ImageIO writes no JPEG: give a folder of images instead");
    }
    return jpeg.toByteArray();
  }

  private static Color colour(Random random) {
    return new Color(random.nextInt(1 << 24));
  }
}
