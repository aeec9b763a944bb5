package dev.skipstream.schemas.event;

import java.util.Optional;

/**
 * One object that is in a frame.
 *
 * @param label the category's name
 * @param classId the category id in the ground truth
 * @param box around what is seen of it
 * @param area pixels of it that are seen, as COCO counts them; where that is known
 * @param occlusion the share of it that others hide, 0 to 1; where that is known
 * @param crowd whether the box is around many of them that are not told apart: COCO's {@code
 *     iscrowd}
 */
public record TrueObject(
    String label,
    int classId,
    BoundingBox box,
    Optional<Double> area,
    Optional<Double> occlusion,
    boolean crowd) {

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
}
