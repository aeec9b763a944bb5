package dev.skipstream.shape;

import dev.skipstream.schemas.event.BoundingBox;
import java.util.Arrays;

/**
 * The points of an object's skeleton, such as COCO's 17 of a person, in a fixed order.
 *
 * <p>Threading: safe; never changes.
 */
public final class Keypoints implements Shape {
  private static final int NUMBERS = 3;

  private final double[] numbers;

  private Keypoints(double[] numbers) {
    this.numbers = numbers;
  }

  /**
   * Returns the points of COCO's numbers.
   *
   * @param numbers x, y and visibility of each point, copied; x and y are in pixels of the image,
   *     and the visibility is 0 for a point of the ground truth that is not labelled
   * @throws InvalidShapeException when there is no point, or a number is not finite
   */
  public static Keypoints of(double... numbers) {
    if (numbers.length == 0 || numbers.length % NUMBERS != 0) {
      throw new InvalidShapeException(
          "%d numbers: expected x, y and visibility of each point".formatted(numbers.length));
    }
    for (int i = 0; i < numbers.length; i++) {
      if (!Double.isFinite(numbers[i])) {
        throw new InvalidShapeException(
            "number %d is %s: expected a finite number".formatted(i, numbers[i]));
      }
    }
    return new Keypoints(numbers.clone());
  }

  /** Returns the number of points, labelled or not. */
  public int size() {
    return numbers.length / NUMBERS;
  }

  /** Returns the column of a point, in pixels of the image. */
  public double x(int point) {
    return numbers[NUMBERS * point];
  }

  /** Returns the row of a point, in pixels of the image. */
  public double y(int point) {
    return numbers[NUMBERS * point + 1];
  }

  /**
   * Returns the visibility of a point: in ground truth 0 where it is not labelled, 1 where it is
   * labelled and hidden, 2 where it is visible. A model may return a score instead.
   */
  public double visibility(int point) {
    return numbers[NUMBERS * point + 2];
  }

  /** Returns true if the visibility of a point is above 0. */
  public boolean isLabelled(int point) {
    return visibility(point) > 0;
  }

  /** Returns the number of points that are labelled. */
  public int labelled() {
    int count = 0;
    for (int point = 0; point < size(); point++) {
      count += isLabelled(point) ? 1 : 0;
    }
    return count;
  }

  /** Returns the smallest box around all points, labelled or not. */
  public BoundingBox box() {
    double left = x(0);
    double top = y(0);
    double right = left;
    double bottom = top;
    for (int point = 1; point < size(); point++) {
      left = Math.min(left, x(point));
      top = Math.min(top, y(point));
      right = Math.max(right, x(point));
      bottom = Math.max(bottom, y(point));
    }
    return new BoundingBox(left, top, right - left, bottom - top);
  }

  /** Returns COCO's numbers: x, y and visibility of each point. */
  public double[] numbers() {
    return numbers.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Keypoints points && Arrays.equals(numbers, points.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }

  @Override
  public String toString() {
    return "keypoints " + Arrays.toString(numbers);
  }
}
