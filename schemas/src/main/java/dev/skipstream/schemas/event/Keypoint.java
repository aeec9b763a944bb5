package dev.skipstream.schemas.event;

/**
 * One point of an object, such as the left elbow of a person.
 *
 * @param name of the point
 * @param x pixels from the left edge
 * @param y pixels from the top edge
 * @param score value of the model's map there; more is surer. It is no probability
 */
public record Keypoint(String name, double x, double y, double score) {

  public Keypoint {
    if (!(Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(score))) {
      throw new IllegalArgumentException(
          "keypoint is x=%s y=%s score=%s: expected finite numbers".formatted(x, y, score));
    }
  }
}
