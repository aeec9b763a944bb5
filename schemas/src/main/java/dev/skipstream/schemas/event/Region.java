package dev.skipstream.schemas.event;

/**
 * The pixels of one class in an image.
 *
 * @param label the class's name
 * @param classId the model's own number of the class
 * @param area pixels of the image, at least 1
 * @param share of the image's pixels, above 0 and at most 1
 * @param mask the pixels
 */
public record Region(String label, int classId, long area, double share, InstanceMask mask) {

  public Region {
    if (area < 1) {
      throw new IllegalArgumentException(
          "area of region '%s' is %d: expected 1 pixel or more".formatted(label, area));
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share of region '%s' is %s: expected above 0 and at most 1".formatted(label, share));
    }
    if (mask == null) {
      throw new IllegalArgumentException(
          "mask of region '%s' is absent: expected its pixels".formatted(label));
    }
    long pixels = (long) mask.size().get(0) * mask.size().get(1);
    if (area > pixels) {
      throw new IllegalArgumentException(
          "area of region '%s' is %d: expected at most %d, the pixels of its image"
              .formatted(label, area, pixels));
    }
  }
}
