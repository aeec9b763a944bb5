package dev.skipstream.schemas.event;

import java.util.List;
import java.util.Optional;

/**
 * One object of the ground truth of a frame.
 *
 * @param label the category's name
 * @param classId the category id in the ground truth
 * @param box the box around its visible part
 * @param area the number of its visible pixels, as COCO counts them, if known
 * @param occlusion the share of it that other objects hide, 0 to 1, if known
 * @param crowd true if the box contains a group of objects that are not separated: COCO's {@code
 *     iscrowd}
 * @param track the same number in all frames of the source in which the object is, if known
 * @param mask its pixels in the camera's frame, if known
 * @param keypoints its points, in the order of {@link Keypoint#PERSON}, if known
 */
public record TrueObject(
    String label,
    int classId,
    BoundingBox box,
    Optional<Double> area,
    Optional<Double> occlusion,
    boolean crowd,
    Optional<Long> track,
    Optional<InstanceMask> mask,
    Optional<List<TruePoint>> keypoints) {

  public TrueObject {
    area.ifPresent(
        pixels -> {
          if (!(pixels >= 0) || Double.isInfinite(pixels)) {
            throw new IllegalArgumentException(
                "area is %s: expected a finite number, not negative".formatted(pixels));
          }
        });
    occlusion.ifPresent(
        share -> {
          if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("occlusion is %s: expected 0 to 1".formatted(share));
          }
        });
    keypoints = keypoints.map(List::copyOf);
  }

  /** An object that is not known from other frames. */
  public TrueObject(
      String label,
      int classId,
      BoundingBox box,
      Optional<Double> area,
      Optional<Double> occlusion,
      boolean crowd) {
    this(label, classId, box, area, occlusion, crowd, Optional.empty());
  }

  /** An object without a mask and without keypoints. */
  public TrueObject(
      String label,
      int classId,
      BoundingBox box,
      Optional<Double> area,
      Optional<Double> occlusion,
      boolean crowd,
      Optional<Long> track) {
    this(label, classId, box, area, occlusion, crowd, track, Optional.empty(), Optional.empty());
  }

  /** Returns this object at another place. */
  public TrueObject withBox(BoundingBox other) {
    return new TrueObject(label, classId, other, area, occlusion, crowd, track, mask, keypoints);
  }

  /** Returns this object with another number of its category. */
  public TrueObject withClassId(int other) {
    return new TrueObject(label, other, box, area, occlusion, crowd, track, mask, keypoints);
  }

  /** Returns this object with a mask. */
  public TrueObject withMask(InstanceMask other) {
    return new TrueObject(
        label, classId, box, area, occlusion, crowd, track, Optional.of(other), keypoints);
  }

  /** Returns this object with keypoints. */
  public TrueObject withKeypoints(List<TruePoint> others) {
    return new TrueObject(
        label, classId, box, area, occlusion, crowd, track, mask, Optional.of(others));
  }
}
