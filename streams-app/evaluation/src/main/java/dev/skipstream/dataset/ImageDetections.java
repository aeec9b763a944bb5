package dev.skipstream.dataset;

import java.util.BitSet;
import java.util.List;

/**
 * The detections in the images of a data set.
 *
 * <p>Threading: safe; never changes.
 */
public final class ImageDetections {
  private final BitSet images;
  private final BoxColumns boxes;
  private final BoxColumns.ByImage byImage;
  private final List<String> otherLabels;

  /**
   * The detections of some images.
   *
   * @param images the images that a detector has processed
   * @param boxes whose values are scores; a category after the data set's is one of {@code
   *     otherLabels}
   * @param otherLabels categories that the data set does not have
   */
  ImageDetections(BitSet images, int count, BoxColumns boxes, List<String> otherLabels) {
    this.images = images;
    this.boxes = boxes;
    this.byImage = boxes.byImage(count);
    this.otherLabels = otherLabels;
  }

  /** Returns the number of images that a detector has processed. */
  public int images() {
    return images.cardinality();
  }

  boolean has(int image) {
    return images.get(image);
  }

  BoxColumns boxes() {
    return boxes;
  }

  int start(int image) {
    return byImage.start()[image];
  }

  int row(int at) {
    return byImage.rows()[at];
  }

  List<String> otherLabels() {
    return otherLabels;
  }
}
