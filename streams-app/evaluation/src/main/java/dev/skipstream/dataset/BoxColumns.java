package dev.skipstream.dataset;

import dev.skipstream.schemas.event.BoundingBox;
import java.util.ArrayList;
import java.util.List;

/**
 * Boxes in columns, fifty bytes each: an object for each of millions takes three times as much.
 * Grows by pieces, so nothing is copied.
 *
 * <p>Threading: for one thread until it is complete; then safe.
 */
final class BoxColumns {
  private static final int SHIFT = 13;
  private static final int ROWS = 1 << SHIFT;
  private static final int MASK = ROWS - 1;
  private static final int NUMBERS = 5;

  /** The rows of each piece: x, y, width, height, and one more value. */
  private final List<double[]> numbers = new ArrayList<>();

  private final List<int[]> images = new ArrayList<>();
  private final List<int[]> categories = new ArrayList<>();
  private int size;

  /**
   * Adds a row.
   *
   * @param box x, y, width and height
   * @param value the score of a detection, or the area of an object
   */
  void add(int image, int category, double[] box, double value) {
    if ((size & MASK) == 0) {
      numbers.add(new double[ROWS * NUMBERS]);
      images.add(new int[ROWS]);
      categories.add(new int[ROWS]);
    }
    int row = size & MASK;
    System.arraycopy(box, 0, numbers.get(size >> SHIFT), row * NUMBERS, 4);
    numbers.get(size >> SHIFT)[row * NUMBERS + 4] = value;
    images.get(size >> SHIFT)[row] = image;
    categories.get(size >> SHIFT)[row] = category;
    size++;
  }

  int size() {
    return size;
  }

  int image(int row) {
    return images.get(row >> SHIFT)[row & MASK];
  }

  int category(int row) {
    return categories.get(row >> SHIFT)[row & MASK];
  }

  double value(int row) {
    return numbers.get(row >> SHIFT)[(row & MASK) * NUMBERS + 4];
  }

  BoundingBox box(int row) {
    double[] piece = numbers.get(row >> SHIFT);
    int at = (row & MASK) * NUMBERS;
    return new BoundingBox(piece[at], piece[at + 1], piece[at + 2], piece[at + 3]);
  }

  /** Replaces the images and categories of all rows by what they are numbered as elsewhere. */
  void renumber(int[] image, int[] category) {
    for (int row = 0; row < size; row++) {
      images.get(row >> SHIFT)[row & MASK] = image[image(row)];
      categories.get(row >> SHIFT)[row & MASK] = category[category(row)];
    }
  }

  /**
   * The rows of each image, in the order in which they were added.
   *
   * @param start [image], and one more for the end of the last
   * @param rows of all images, one image after another
   */
  record ByImage(int[] start, int[] rows) {}

  ByImage byImage(int count) {
    int[] start = new int[count + 1];
    for (int row = 0; row < size; row++) {
      start[image(row) + 1]++;
    }
    for (int i = 0; i < count; i++) {
      start[i + 1] += start[i];
    }
    int[] next = start.clone();
    int[] rows = new int[size];
    for (int row = 0; row < size; row++) {
      rows[next[image(row)]++] = row;
    }
    return new ByImage(start, rows);
  }
}
