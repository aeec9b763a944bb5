package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.shape.Keypoints;

/**
 * COCO's object keypoint similarity (cocodataset.org, keypoint evaluation): the mean over the
 * labelled points of {@code exp(-d² / (2 s² k²))}. d is the distance of the two points, s² the area
 * of the object, and k twice the deviation of people who label that point.
 */
public final class KeypointSimilarity {

  /**
   * The deviations of COCO's points, as shares of the root of the area: nose, eyes, ears,
   * shoulders, elbows, wrists, hips, knees and ankles, each left before right.
   */
  private static final double[] TENFOLD_SIGMAS = {
    0.26, 0.25, 0.25, 0.35, 0.35, 0.79, 0.79, 0.72, 0.72, 0.62, 0.62, 1.07, 1.07, 0.87, 0.87, 0.89,
    0.89
  };

  /** The number of COCO's points of a person. */
  public static final int POINTS = TENFOLD_SIGMAS.length;

  private static final double[] VARIANCES = variances();

  /** The number that pycocotools adds to an area, to avoid a division by zero. */
  private static final double SPACING = Math.ulp(1.0);

  private KeypointSimilarity() {}

  private static double[] variances() {
    double[] variances = new double[POINTS];
    for (int point = 0; point < POINTS; point++) {
      double k = TENFOLD_SIGMAS[point] / 10 * 2;
      variances[point] = k * k;
    }
    return variances;
  }

  /**
   * Returns the similarity, 0 to 1. An object without a labelled point is compared by the distances
   * of the detection's points from the object's box, extended by its own size on each side.
   *
   * @param found 17 points of the detection
   * @param object 17 points of the object
   * @param box the box of the object
   * @param area the area of the object, in pixels
   */
  static double of(Keypoints found, Keypoints object, BoundingBox box, double area) {
    boolean anyLabelled = object.labelled() > 0;
    double sum = 0;
    int count = 0;
    for (int point = 0; point < POINTS; point++) {
      if (anyLabelled && !object.isLabelled(point)) {
        continue;
      }
      double dx =
          anyLabelled
              ? found.x(point) - object.x(point)
              : outside(found.x(point), box.x(), box.width());
      double dy =
          anyLabelled
              ? found.y(point) - object.y(point)
              : outside(found.y(point), box.y(), box.height());
      sum += Math.exp(-((dx * dx + dy * dy) / VARIANCES[point] / (area + SPACING) / 2));
      count++;
    }
    return sum / count;
  }

  private static double outside(double at, double start, double size) {
    return Math.max(0, start - size - at) + Math.max(0, at - (start + size * 2));
  }
}
