package dev.skipstream.schemas.event;

/**
 * One point of an object of the ground truth, such as the left elbow of a person.
 *
 * @param name of the point, one of {@link Keypoint#PERSON}
 * @param x pixels from the left edge of the camera's frame
 * @param y pixels from the top edge of the camera's frame
 * @param visibility 0 where the point is not labelled, 1 where it is hidden, 2 where it is visible
 */
public record TruePoint(String name, double x, double y, int visibility) {
  private static final int VISIBLE = 2;

  public TruePoint {
    if (!(Double.isFinite(x) && Double.isFinite(y))) {
      throw new IllegalArgumentException(
          "point '%s' is at x=%s y=%s: expected finite numbers".formatted(name, x, y));
    }
    if (visibility < 0 || visibility > VISIBLE) {
      throw new IllegalArgumentException(
          "visibility of point '%s' is %d: expected 0, 1 or 2".formatted(name, visibility));
    }
  }
}
