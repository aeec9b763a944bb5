package dev.skipstream.cli;

import dev.skipstream.registry.importer.Formula;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A folder of small pictures, for tests that have no photographs. */
final class GeneratedPictures {
  private GeneratedPictures() {}

  /**
   * {@code GeneratedPictures FOLDER COUNT}: {@code FOLDER/images} with pictures, and beside it
   * {@code model.pth}, a ResNet-18 checkpoint of categories a to e. For scripts that drive the
   * program from outside.
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    draw(folder.resolve("images"), Integer.parseInt(args[1]));
    GeneratedCheckpoint.write(
        folder.resolve("model.pth"), "fasterrcnn_resnet18_fpn", GeneratedCheckpoint.CLASSES);
  }

  /** Makes the folder and draws: two shapes once resized, so that batches form in two buckets. */
  static void draw(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      draw(folder.resolve("tile-%02d.png".formatted(i)), 120 + i, i % 2 == 0 ? 160 : 130);
    }
  }

  private static void draw(Path file, int height, int width) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bytes = Formula.image(height, width);
    System.arraycopy(
        bytes, 0, ((DataBufferByte) image.getRaster().getDataBuffer()).getData(), 0, bytes.length);
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException(file + ": ImageIO writes no PNG");
    }
  }
}
