package dev.skipstream.shape;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.InstanceMask;
import java.awt.Rectangle;
import java.util.Arrays;
import java.util.List;

/**
 * A mask: some of the pixels of an image, as COCO's runs. The pixels are numbered down the first
 * column, then down the second one, and so on. Runs outside and inside of the mask alternate. The
 * first run is outside, and is empty where the first pixel is in the mask.
 *
 * <p>Equal masks have equal runs, whatever they were made from: no other run is empty.
 *
 * <p>Threading: safe; never changes.
 */
public final class RunLengthMask implements Shape {
  private final int height;
  private final int width;
  private final int[] runs;
  private final int area;
  private final int left;
  private final int top;
  private final int right;
  private final int bottom;

  /** States which pixels are in a mask. */
  @FunctionalInterface
  public interface Pixels {
    /** Returns true if the pixel in column x and row y, from 0, is in the mask. */
    boolean contains(int x, int y);
  }

  /**
   * Takes runs without an empty one, except the first.
   *
   * @param runs owned by this mask from now on
   */
  RunLengthMask(int height, int width, int[] runs) {
    this.height = height;
    this.width = width;
    this.runs = runs;
    int pixels = 0;
    int firstColumn = width;
    int firstRow = height;
    int endColumn = 0;
    int endRow = 0;
    int end = 0;
    for (int i = 0; i < runs.length; i++) {
      int start = end;
      end += runs[i];
      if (isInside(i)) {
        pixels += runs[i];
        int startColumn = start / height;
        int lastColumn = (end - 1) / height;
        boolean manyColumns = startColumn < lastColumn;
        firstColumn = Math.min(firstColumn, startColumn);
        endColumn = Math.max(endColumn, lastColumn + 1);
        firstRow = Math.min(firstRow, manyColumns ? 0 : start % height);
        endRow = Math.max(endRow, manyColumns ? height : (end - 1) % height + 1);
      }
    }
    area = pixels;
    left = pixels == 0 ? 0 : firstColumn;
    top = pixels == 0 ? 0 : firstRow;
    right = endColumn;
    bottom = endRow;
  }

  private static boolean isInside(int run) {
    return (run & 1) == 1;
  }

  /**
   * Returns the mask of COCO's uncompressed counts. Empty runs are joined with their neighbours.
   *
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @param lengths pixels of the runs, the first one outside of the mask
   * @throws InvalidShapeException when a length is negative, or the sum is not that of the image
   */
  public static RunLengthMask ofRuns(int height, int width, int... lengths) {
    int pixels = pixels(height, width);
    long sum = 0;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 0) {
        throw new InvalidShapeException(
            "run %d has %d pixels: expected 0 or more".formatted(i, lengths[i]));
      }
      sum += lengths[i];
    }
    if (sum != pixels) {
      throw new InvalidShapeException(
          "the runs have %d pixels: expected %d, those of an image of %d rows and %d columns"
              .formatted(sum, pixels, height, width));
    }
    RunBuilder joined = new RunBuilder();
    for (int i = 0; i < lengths.length; i++) {
      joined.add(lengths[i], isInside(i));
    }
    return new RunLengthMask(height, width, joined.runs());
  }

  /**
   * Returns the mask of COCO's compressed counts.
   *
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @param counts the text, as pycocotools writes it
   * @throws InvalidShapeException that names the place in the text, or when the runs are not those
   *     of the image
   */
  public static RunLengthMask ofText(int height, int width, String counts) {
    return ofRuns(height, width, RunText.read(counts, pixels(height, width)));
  }

  /**
   * Returns the mask of an object that COCO's polygons enclose: the pixels that pycocotools gives
   * to at least one of them.
   *
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @param polygons x, y, x, y, … of each, in pixels of the image, at least three points
   * @throws InvalidShapeException when there is no polygon, or one is none
   */
  public static RunLengthMask ofPolygons(int height, int width, List<double[]> polygons) {
    var unused = pixels(height, width);
    checkPolygons(polygons);
    RunLengthMask all = PolygonFill.fill(height, width, polygons.get(0));
    for (double[] polygon : polygons.subList(1, polygons.size())) {
      all = all.union(PolygonFill.fill(height, width, polygon));
    }
    return all;
  }

  /**
   * Checks polygons without filling them.
   *
   * @throws InvalidShapeException as {@link #ofPolygons} does
   */
  public static void checkPolygons(List<double[]> polygons) {
    if (polygons.isEmpty()) {
      throw new InvalidShapeException("there is no polygon: expected at least one");
    }
    polygons.forEach(PolygonFill::check);
  }

  /**
   * Returns the mask of the pixels that a caller states, one call a pixel.
   *
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   */
  public static RunLengthMask ofPixels(int height, int width, Pixels pixels) {
    return ofPixels(height, width, new Rectangle(width, height), pixels);
  }

  /**
   * Returns the mask of the pixels that a caller states, one call a pixel. Pixels outside of a
   * rectangle are not in the mask, and there is no call for them.
   *
   * @param height rows of the image, at least 1
   * @param width columns of the image, at least 1
   * @param within a rectangle inside of the image
   * @throws InvalidShapeException when the rectangle reaches out of the image
   */
  public static RunLengthMask ofPixels(int height, int width, Rectangle within, Pixels pixels) {
    var unused = pixels(height, width);
    int right = within.x + within.width;
    int bottom = within.y + within.height;
    if (within.x < 0 || within.y < 0 || right > width || bottom > height) {
      throw new InvalidShapeException(
          "pixels of %d x %d from %d, %d reach out of an image of %d x %d (columns x rows)"
              .formatted(within.width, within.height, within.x, within.y, width, height));
    }
    RunBuilder runs = new RunBuilder();
    runs.add(within.x * height, false);
    for (int x = within.x; x < right; x++) {
      runs.add(within.y, false);
      for (int y = within.y; y < bottom; y++) {
        runs.add(1, pixels.contains(x, y));
      }
      runs.add(height - bottom, false);
    }
    runs.add((width - right) * height, false);
    return new RunLengthMask(height, width, runs.runs());
  }

  /**
   * Returns the mask of an event.
   *
   * @throws InvalidShapeException as {@link #ofText} does
   */
  public static RunLengthMask of(InstanceMask mask) {
    return ofText(mask.size().get(0), mask.size().get(1), mask.counts());
  }

  /** Returns the number of pixels of an image, after a check of its size. */
  static int pixels(int height, int width) {
    long pixels = (long) height * width;
    if (height < 1 || width < 1 || pixels > Integer.MAX_VALUE) {
      throw new InvalidShapeException(
          "the image has %d rows and %d columns: expected at least 1 of each, and at most %d pixels"
              .formatted(height, width, Integer.MAX_VALUE));
    }
    return (int) pixels;
  }

  /** Returns the rows of the image. */
  public int height() {
    return height;
  }

  /** Returns the columns of the image. */
  public int width() {
    return width;
  }

  /** Returns the number of pixels in the mask. */
  public int area() {
    return area;
  }

  /** Returns the smallest box around the pixels; all of its numbers are 0 for an empty mask. */
  public BoundingBox box() {
    return new BoundingBox(left, top, right - left, bottom - top);
  }

  /** Returns COCO's uncompressed counts. */
  public int[] runs() {
    return runs.clone();
  }

  /** Returns the mask as events have it. */
  public InstanceMask event() {
    return new InstanceMask(List.of(height, width), text());
  }

  /** Returns COCO's compressed counts, as pycocotools writes them. */
  public String text() {
    return RunText.write(runs);
  }

  /**
   * Returns the intersection over union with another mask; 0 where they share no pixel.
   *
   * @throws InvalidShapeException when the other mask is of an image of another size
   */
  public double iou(RunLengthMask other) {
    long shared = shared(other);
    return shared == 0 ? 0 : shared / (double) ((long) area + other.area - shared);
  }

  /**
   * Returns the share of this mask that lies in another one: COCO's overlap of a detection with a
   * crowd.
   *
   * @throws InvalidShapeException when the other mask is of an image of another size
   */
  public double shareIn(RunLengthMask crowd) {
    long shared = shared(crowd);
    return shared == 0 ? 0 : shared / (double) area;
  }

  /** Returns the number of pixels that are in both masks. */
  private long shared(RunLengthMask other) {
    requireSizeOf(other);
    if (left >= other.right || other.left >= right || top >= other.bottom || other.top >= bottom) {
      return 0;
    }
    long shared = 0;
    RunPairs pairs = new RunPairs(runs, other.runs);
    do {
      if (isInside(pairs.first()) && isInside(pairs.second())) {
        shared += pairs.length();
      }
    } while (pairs.next());
    return shared;
  }

  /**
   * Returns the pixels that are in at least one of two masks.
   *
   * @throws InvalidShapeException when the other mask is of an image of another size
   */
  public RunLengthMask union(RunLengthMask other) {
    requireSizeOf(other);
    RunBuilder union = new RunBuilder();
    RunPairs pairs = new RunPairs(runs, other.runs);
    do {
      union.add(pairs.length(), isInside(pairs.first()) || isInside(pairs.second()));
    } while (pairs.next());
    return new RunLengthMask(height, width, union.runs());
  }

  private void requireSizeOf(RunLengthMask other) {
    if (height != other.height || width != other.width) {
      throw new InvalidShapeException(
          "masks are of images of %d x %d and %d x %d pixels (rows x columns): expected one size"
              .formatted(height, width, other.height, other.width));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunLengthMask mask
        && height == mask.height
        && width == mask.width
        && Arrays.equals(runs, mask.runs);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(runs);
  }

  @Override
  public String toString() {
    return "mask of %d pixels in %d rows and %d columns: %s".formatted(area, height, width, text());
  }
}
