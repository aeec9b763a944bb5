package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.TrueObject;

/** The overlap of a detection and an object, as COCO computes it. */
public final class Overlap {
  private Overlap() {}

  /** Intersection over union; over a crowd, the share of the detection that is in it. */
  static double of(BoundingBox found, TrueObject object) {
    double shared = shared(found, object.box());
    if (shared == 0) {
      return 0;
    }
    double union = areaOf(found) + (object.crowd() ? 0 : areaOf(object.box()) - shared);
    return shared / union;
  }

  /** Intersection over union of two boxes. */
  public static double of(BoundingBox found, BoundingBox box) {
    double shared = shared(found, box);
    return shared == 0 ? 0 : shared / (areaOf(found) + areaOf(box) - shared);
  }

  private static double shared(BoundingBox found, BoundingBox box) {
    double width =
        Math.min(found.x() + found.width(), box.x() + box.width()) - Math.max(found.x(), box.x());
    double height =
        Math.min(found.y() + found.height(), box.y() + box.height()) - Math.max(found.y(), box.y());
    return width <= 0 || height <= 0 ? 0 : width * height;
  }

  /** Returns the area of an object in pixels: the stated one, or that of its box. */
  static double areaOf(TrueObject object) {
    return object.area().isPresent() ? object.area().get() : areaOf(object.box());
  }

  static double areaOf(BoundingBox box) {
    return box.width() * box.height();
  }
}
