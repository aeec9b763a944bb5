package dev.skipstream.console;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Pictures of a white square on its way; it is elsewhere in each of them. */
final class SquarePictures {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int SIDE = 40;
  private static final int STEPS = 21;

  private SquarePictures() {}

  /** Draws them, as PNG. */
  static List<byte[]> draw() {
    return IntStream.range(0, STEPS).mapToObj(SquarePictures::picture).toList();
  }

  private static byte[] picture(int step) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(20, 50, 70));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(5 + 13 * step, 30 + 5 * step, SIDE, SIDE);
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }
}
