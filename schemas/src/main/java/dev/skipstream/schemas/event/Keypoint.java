package dev.skipstream.schemas.event;

import java.util.List;

/**
 * One point of an object, such as the left elbow of a person.
 *
 * @param name of the point
 * @param x pixels from the left edge
 * @param y pixels from the top edge
 * @param score value of the model's map there; more is surer. It is no probability
 */
public record Keypoint(String name, double x, double y, double score) {
  /** The names of COCO's points of a person, in its order. */
  public static final List<String> PERSON =
      List.of(
          "nose",
          "left_eye",
          "right_eye",
          "left_ear",
          "right_ear",
          "left_shoulder",
          "right_shoulder",
          "left_elbow",
          "right_elbow",
          "left_wrist",
          "right_wrist",
          "left_hip",
          "right_hip",
          "left_knee",
          "right_knee",
          "left_ankle",
          "right_ankle");

  public Keypoint {
    if (!(Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(score))) {
      throw new IllegalArgumentException(
          "keypoint is x=%s y=%s score=%s: expected finite numbers".formatted(x, y, score));
    }
  }
}
