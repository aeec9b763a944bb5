package dev.skipstream.schemas.event;

import java.util.List;
import java.util.Optional;

/**
 * One object found in a frame.
 *
 * @param label the category's name
 * @param classId the model's own category id (COCO keeps its 91 slots)
 * @param score confidence, 0 to 1
 * @param box the position of the object
 * @param mask the pixels of the object, in pixels of the image; absent where the model finds none
 * @param keypoints points of the object, in the order of the model; absent where it finds none
 */
public record Detection(
    String label,
    int classId,
    double score,
    BoundingBox box,
    Optional<InstanceMask> mask,
    Optional<List<Keypoint>> keypoints) {

  public Detection {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score is %s: expected 0 to 1".formatted(score));
    }
    keypoints = keypoints.map(List::copyOf);
  }

  /** Makes a detection that has a box alone. */
  public Detection(String label, int classId, double score, BoundingBox box) {
    this(label, classId, score, box, Optional.empty(), Optional.empty());
  }

  /** Returns this detection at another place; its mask and its keypoints stay. */
  public Detection withBox(BoundingBox other) {
    return new Detection(label, classId, score, other, mask, keypoints);
  }

  /** Returns this detection with a mask. */
  public Detection withMask(InstanceMask other) {
    return new Detection(label, classId, score, box, Optional.of(other), keypoints);
  }

  /** Returns this detection with keypoints. */
  public Detection withKeypoints(List<Keypoint> others) {
    return new Detection(label, classId, score, box, mask, Optional.of(others));
  }
}
