package dev.skipstream.shape;

import dev.skipstream.schemas.event.BoundingBox;
import java.util.List;
import java.util.Random;

/** A mask as its pixels, one by one: slow, and without a line of {@link RunLengthMask}'s. */
public final class PixelMask {
  private final boolean[][] pixels;

  /** Takes [column][row]. */
  public PixelMask(boolean[][] pixels) {
    this.pixels = pixels;
  }

  /** Returns the pixels of runs. */
  public static PixelMask of(RunLengthMask mask) {
    boolean[][] pixels = new boolean[mask.width()][mask.height()];
    int at = 0;
    int[] runs = mask.runs();
    for (int run = 0; run < runs.length; run++) {
      for (int i = 0; i < runs[run]; i++, at++) {
        pixels[at / mask.height()][at % mask.height()] = run % 2 == 1;
      }
    }
    return new PixelMask(pixels);
  }

  /** Returns noise, or some rectangles, or no pixel, or all of them. */
  public static PixelMask random(Random random, int height, int width) {
    double share = List.of(0.0, 0.03, 0.5, 0.95, 1.0).get(random.nextInt(5));
    boolean[][] pixels = new boolean[width][height];
    for (boolean[] column : pixels) {
      for (int y = 0; y < height; y++) {
        column[y] = random.nextDouble() < share;
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      boolean inside = random.nextBoolean();
      int right = random.nextInt(width);
      int bottom = random.nextInt(height);
      for (int x = random.nextInt(right + 1); x <= right; x++) {
        for (int y = random.nextInt(bottom + 1); y <= bottom; y++) {
          pixels[x][y] = inside;
        }
      }
    }
    return new PixelMask(pixels);
  }

  /** Returns the runs of these pixels, made by a caller's answer for each. */
  public RunLengthMask runs() {
    return RunLengthMask.ofPixels(pixels[0].length, pixels.length, this::has);
  }

  /** Returns true if a pixel is in the mask. */
  public boolean has(int x, int y) {
    return pixels[x][y];
  }

  /** Returns the number of pixels. */
  public int area() {
    return sharedWith(this);
  }

  BoundingBox box() {
    int left = Integer.MAX_VALUE;
    int top = Integer.MAX_VALUE;
    int right = -1;
    int bottom = -1;
    for (int x = 0; x < pixels.length; x++) {
      for (int y = 0; y < pixels[0].length; y++) {
        if (pixels[x][y]) {
          left = Math.min(left, x);
          top = Math.min(top, y);
          right = Math.max(right, x);
          bottom = Math.max(bottom, y);
        }
      }
    }
    return right < 0
        ? new BoundingBox(0, 0, 0, 0)
        : new BoundingBox(left, top, right - left + 1, bottom - top + 1);
  }

  private int sharedWith(PixelMask other) {
    int shared = 0;
    for (int x = 0; x < pixels.length; x++) {
      for (int y = 0; y < pixels[0].length; y++) {
        shared += pixels[x][y] && other.pixels[x][y] ? 1 : 0;
      }
    }
    return shared;
  }

  /** Returns COCO's overlap of this mask as a detection; 0 of masks without a pixel. */
  public double overlap(PixelMask object, boolean crowd) {
    int shared = sharedWith(object);
    int all = crowd ? area() : area() + object.area() - shared;
    return all == 0 ? 0 : (double) shared / all;
  }

  PixelMask union(PixelMask other) {
    boolean[][] union = new boolean[pixels.length][pixels[0].length];
    for (int x = 0; x < union.length; x++) {
      for (int y = 0; y < union[0].length; y++) {
        union[x][y] = pixels[x][y] || other.pixels[x][y];
      }
    }
    return new PixelMask(union);
  }
}
