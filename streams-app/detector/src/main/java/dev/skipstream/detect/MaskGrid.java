package dev.skipstream.detect;

import dev.skipstream.shape.RunBuilder;
import dev.skipstream.shape.RunLengthMask;

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
      System.arraycopy(probabilities, at + row * side, cells, (row + 1) * this.side + 1, side);
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
  RunLengthMask mask(int imageHeight, int imageWidth) {
    RunBuilder runs = new RunBuilder();
    int firstColumn = Math.max(left, 0);
    int lastColumn = Math.min(left + width, imageWidth);
    int firstRow = Math.max(top, 0);
    int lastRow = Math.min(top + height, imageHeight);
    runs.add(firstColumn * imageHeight, false);
    for (int x = firstColumn; x < lastColumn; x++) {
      float[] column = column(x);
      runs.add(firstRow, false);
      for (int y = firstRow; y < lastRow; y++) {
        runs.add(1, probability(column, y) > LEAST);
      }
      runs.add(imageHeight - Math.max(firstRow, lastRow), false);
    }
    runs.add((imageWidth - Math.max(firstColumn, lastColumn)) * imageHeight, false);
    return runs.mask(imageHeight, imageWidth);
  }

  /** Returns the grid at a column of pixels, a number for each row of cells. */
  private float[] column(int x) {
    float at = source(x - left, width);
    int cell = (int) at;
    int next = Math.min(cell + 1, side - 1);
    float share = at - cell;
    float[] column = new float[side];
    for (int row = 0; row < side; row++) {
      column[row] = (1 - share) * cells[row * side + cell] + share * cells[row * side + next];
    }
    return column;
  }

  /** Returns the probability of a pixel in a column of the enlarged box. */
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
}
