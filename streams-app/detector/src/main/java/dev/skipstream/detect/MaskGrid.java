package dev.skipstream.detect;

import dev.skipstream.schemas.event.InstanceMask;
import java.util.List;

/**
 * The probabilities of a detection's pixels, on a grid over its box. They are pasted into the image
 * as by torchvision's {@code paste_masks_in_image}: the grid and the box grow by one cell on each
 * side, the box's corners are cut to whole pixels, and the grid is enlarged to the box, bilinear.
 * The numbers are 32-bit ones, as there.
 */
final class MaskGrid {
  private static final float LEAST = 0.5f;

  private final float[] cells;
  private final int side;
  private final int left;
  private final int top;
  private final int width;
  private final int height;

  /**
   * Places a grid.
   *
   * @param probabilities row by row; the grids of other detections may be around it
   * @param at index of the first one
   * @param side rows and columns
   * @param corners x1, y1, x2, y2 of the box, in pixels of the image
   * @param corner index of x1
   */
  MaskGrid(float[] probabilities, int at, int side, float[] corners, int corner) {
    this.side = side + 2;
    this.cells = new float[this.side * this.side];
    for (int row = 0; row < side; row++) {
      System.arraycopy(
          probabilities, at + row * side, cells, (row + 1) * this.side + 1, side);
    }
    float growth = (float) ((double) this.side / side);
    float x1 = corners[corner];
    float y1 = corners[corner + 1];
    float x2 = corners[corner + 2];
    float y2 = corners[corner + 3];
    float halfWidth = (x2 - x1) * 0.5f * growth;
    float halfHeight = (y2 - y1) * 0.5f * growth;
    float x = (x2 + x1) * 0.5f;
    float y = (y2 + y1) * 0.5f;
    left = (int) (x - halfWidth);
    top = (int) (y - halfHeight);
    width = Math.max((int) (x + halfWidth) - left + 1, 1);
    height = Math.max((int) (y + halfHeight) - top + 1, 1);
  }

  /**
   * Returns the pixels whose probability is above one half.
   *
   * @param imageHeight rows of the image
   * @param imageWidth columns of the image
   */
  InstanceMask mask(int imageHeight, int imageWidth) {
    Runs runs = new Runs();
    int firstColumn = Math.max(left, 0);
    int lastColumn = Math.min(left + width, imageWidth);
    int firstRow = Math.max(top, 0);
    int lastRow = Math.min(top + height, imageHeight);
    runs.add(false, (long) firstColumn * imageHeight);
    for (int x = firstColumn; x < lastColumn; x++) {
      float[] column = column(x);
      runs.add(false, firstRow);
      for (int y = firstRow; y < lastRow; y++) {
        runs.add(probability(column, y) > LEAST, 1);
      }
      runs.add(false, imageHeight - Math.max(firstRow, lastRow));
    }
    runs.add(false, (long) (imageWidth - Math.max(firstColumn, lastColumn)) * imageHeight);
    return new InstanceMask(List.of(imageHeight, imageWidth), runs.text());
  }

  /** Returns the probability of a pixel in the enlarged box. */
  float probability(int x, int y) {
    return probability(column(x), y);
  }

  /** Returns the grid at a column of pixels, a number for each row of cells. */
  private float[] column(int x) {
    float at = source(x - left, width);
    int cell = (int) at;
    int next = Math.min(cell + 1, side - 1);
    float share = at - cell;
    float[] column = new float[side];
    for (int row = 0; row < side; row++) {
      column[row] =
          (1 - share) * cells[row * side + cell] + share * cells[row * side + next];
    }
    return column;
  }

  private float probability(float[] column, int y) {
    float at = source(y - top, height);
    int cell = (int) at;
    float share = at - cell;
    return (1 - share) * column[cell] + share * column[Math.min(cell + 1, side - 1)];
  }

  /** Returns the place of a pixel's centre on an axis of the grid, as PyTorch's interpolation. */
  private float source(int pixel, int pixels) {
    float scale = (float) side / pixels;
    return Math.max(scale * (pixel + 0.5f) - 0.5f, 0);
  }

  /** Counts pixels outside and inside of the mask in turns, and writes them as COCO does. */
  private static final class Runs {
    private static final int BITS = 5;
    private static final int MORE = 0x20;
    private static final int SIGN = 0x10;
    private static final char FIRST = '0';

    private final StringBuilder text = new StringBuilder();
    private long run;
    private boolean inside;
    private long before;
    private long earlier;
    private int count;

    void add(boolean pixel, long pixels) {
      if (pixel != inside && pixels > 0) {
        write(run);
        run = 0;
        inside = pixel;
      }
      run += pixels;
    }

    String text() {
      write(run);
      return text.toString();
    }

    /** From the fourth run on, the number is the difference from the run before the last one. */
    private void write(long pixels) {
      long number = count > 2 ? pixels - earlier : pixels;
      boolean more = true;
      while (more) {
        int bits = (int) (number & 0x1f);
        number >>= BITS;
        more = (bits & SIGN) != 0 ? number != -1 : number != 0;
        text.append((char) (FIRST + (more ? bits | MORE : bits)));
      }
      earlier = before;
      before = pixels;
      count++;
    }
  }
}
