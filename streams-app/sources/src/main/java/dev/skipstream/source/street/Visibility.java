package dev.skipstream.source.street;

import dev.skipstream.shape.RunLengthMask;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Computes the visible pixels of each object. Objects come from the nearest to the farthest, and
 * each hides those behind it.
 *
 * <p>Threading: for one thread.
 */
final class Visibility {
  /** Minimum number of visible pixels of an object that can be recognised. */
  private static final int LEAST_PIXELS = 40;

  private static final double MOST_OCCLUSION = 0.85;

  private final int width;
  private final int height;

  /** The number of the object in each pixel, in the order of {@link #cover}; 0 for none. */
  private final int[] covered;

  private final byte[] silhouette;
  private final Graphics2D g;
  private int objects;

  Visibility(int width, int height) {
    this.width = width;
    this.height = height;
    this.covered = new int[width * height];
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    this.silhouette = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    this.g = image.createGraphics();
    g.setColor(Color.WHITE);
  }

  /** Forgets the frame before. */
  void clear() {
    Arrays.fill(covered, 0);
    objects = 0;
  }

  /**
   * Covers the pixels of an object.
   *
   * @param shapes the object's parts on the screen
   * @return the visible part of the object, if it is large enough; empty for objects without a
   *     class
   */
  Optional<StreetObject> cover(Optional<StreetClass> kind, List<Shape> shapes) {
    Rectangle bounds = bounds(shapes);
    if (bounds.isEmpty()) {
      return Optional.empty();
    }
    shapes.forEach(g::fill);
    objects++;
    int whole = 0;
    int visible = 0;
    int left = width;
    int right = -1;
    int top = height;
    int bottom = -1;
    for (int y = bounds.y; y < bounds.y + bounds.height; y++) {
      int row = y * width;
      for (int x = bounds.x; x < bounds.x + bounds.width; x++) {
        if (silhouette[row + x] == 0) {
          continue;
        }
        silhouette[row + x] = 0;
        whole++;
        if (covered[row + x] == 0) {
          covered[row + x] = objects;
          visible++;
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    double occlusion = whole == 0 ? 1 : 1 - (double) visible / whole;
    if (kind.isEmpty() || visible < LEAST_PIXELS || occlusion > MOST_OCCLUSION) {
      return Optional.empty();
    }
    RunLengthMask mask =
        RunLengthMask.ofPixels(
            height,
            width,
            new Rectangle(left, top, right + 1 - left, bottom + 1 - top),
            (x, y) -> covered[y * width + x] == objects);
    return Optional.of(new StreetObject(kind.get(), mask, occlusion));
  }

  private Rectangle bounds(List<Shape> shapes) {
    Rectangle all = new Rectangle();
    for (Shape shape : shapes) {
      Rectangle one = shape.getBounds();
      all = all.isEmpty() ? one : one.isEmpty() ? all : all.union(one);
    }
    all.grow(1, 1);
    return all.intersection(new Rectangle(width, height));
  }
}
