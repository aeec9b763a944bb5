package dev.skipstream.schemas.event;

/**
 * One object found in a frame.
 *
 * @param label the category's name
 * @param classId the model's own category id (COCO keeps its 91 slots)
 * @param score confidence, 0 to 1
 * @param box the position of the object
 */
public record Detection(String label, int classId, double score, BoundingBox box) {

  public Detection {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score is %s: expected 0 to 1".formatted(score));
    }
  }

  /** Returns this detection at another place. */
  public Detection withBox(BoundingBox other) {
    return new Detection(label, classId, score, other);
  }
}
