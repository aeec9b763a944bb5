package dev.skipstream.dataset;

import dev.skipstream.shape.RunLengthMask;
import java.util.List;

/** The mask of an object as a file has it. Polygons become a mask when the image is handed over. */
sealed interface Segmentation {

  /**
   * Polygons that together enclose the object.
   *
   * @param polygons x, y, x, y, … of each, checked
   */
  record Polygons(List<double[]> polygons) implements Segmentation {
    @Override
    public RunLengthMask mask(int height, int width) {
      return RunLengthMask.ofPolygons(height, width, polygons);
    }
  }

  /** Runs, which state the size of their image. */
  record Runs(RunLengthMask mask) implements Segmentation {
    @Override
    public RunLengthMask mask(int height, int width) {
      return mask;
    }

    /** Returns true if the runs are those of an image of a size. */
    boolean fit(int height, int width) {
      return mask.height() == height && mask.width() == width;
    }
  }

  /** Returns the mask in an image whose size the runs fit. */
  RunLengthMask mask(int height, int width);
}
