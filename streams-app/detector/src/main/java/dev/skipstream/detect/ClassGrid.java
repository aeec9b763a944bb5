package dev.skipstream.detect;

import dev.skipstream.shape.LabelMap;
import java.util.function.IntPredicate;

/**
 * The classes of the pixels of a resized frame. A pixel of the frame has the class of the pixel of
 * the resized frame in which its centre lies.
 */
final class ClassGrid {
  private final int[] classes;
  private final int first;
  private final int height;
  private final int width;

  /**
   * Places a grid.
   *
   * @param classes row by row; the grids of other frames may be around it
   * @param first index of the first one
   */
  ClassGrid(int[] classes, int first, int height, int width) {
    this.classes = classes;
    this.first = first;
    this.height = height;
    this.width = width;
  }

  /**
   * Returns the classes in pixels of the frame.
   *
   * @param frameHeight rows of the frame
   * @param frameWidth columns of the frame
   * @param background the classes whose pixels have no label
   */
  LabelMap enlarged(int frameHeight, int frameWidth, IntPredicate background) {
    int[] rows = sources(frameHeight, height);
    int[] columns = sources(frameWidth, width);
    return LabelMap.ofPixels(
        frameHeight,
        frameWidth,
        (x, y) -> {
          int label = classes[first + rows[y] * width + columns[x]];
          return background.test(label) ? LabelMap.UNLABELLED : label;
        });
  }

  /** Returns for each pixel of an axis of the frame the one of the grid that has its centre. */
  private static int[] sources(int pixels, int cells) {
    int[] sources = new int[pixels];
    for (int i = 0; i < pixels; i++) {
      sources[i] = (int) ((2L * i + 1) * cells / (2L * pixels));
    }
    return sources;
  }
}
