package dev.skipstream.schemas.event;

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
 */
public record TrueObject(
    String label,
    int classId,
    BoundingBox box,
    Optional<Double> area,
    Optional<Double> occlusion,
    boolean crowd,
    Optional<Long> track) {

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

  /** Returns this object at another place. */
  public TrueObject withBox(BoundingBox other) {
    return new TrueObject(label, classId, other, area, occlusion, crowd, track);
  }
}
