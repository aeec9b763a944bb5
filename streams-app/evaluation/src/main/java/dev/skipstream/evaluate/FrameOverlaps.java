package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.List;

/**
 * The overlaps of each detection with each object of one category in one frame. They do not depend
 * on the sizes of objects, and are therefore computed once.
 *
 * <p>Threading: safe; never changes.
 */
final class FrameOverlaps {
  private final boolean[] crowds;
  private final double[] objectAreas;
  private final double[] detectionAreas;

  /** [detection * objects + object]. */
  private final double[] overlaps;

  /**
   * Works them out.
   *
   * @param detections best first, and not more than count
   */
  FrameOverlaps(List<TrueObject> objects, List<Detection> detections) {
    crowds = new boolean[objects.size()];
    objectAreas = new double[crowds.length];
    detectionAreas = new double[detections.size()];
    overlaps = new double[detectionAreas.length * crowds.length];
    for (int o = 0; o < crowds.length; o++) {
      TrueObject object = objects.get(o);
      crowds[o] = object.crowd();
      objectAreas[o] =
          object.area().isPresent() ? object.area().get() : Overlap.areaOf(object.box());
    }
    for (int d = 0; d < detectionAreas.length; d++) {
      detectionAreas[d] = Overlap.areaOf(detections.get(d).box());
      for (int o = 0; o < crowds.length; o++) {
        overlaps[d * crowds.length + o] = Overlap.of(detections.get(d).box(), objects.get(o));
      }
    }
  }

  /** Returns the number of objects. */
  int objects() {
    return crowds.length;
  }

  /** Returns the number of detections. */
  int detections() {
    return detectionAreas.length;
  }

  boolean isCrowd(int object) {
    return crowds[object];
  }

  double objectArea(int object) {
    return objectAreas[object];
  }

  double detectionArea(int detection) {
    return detectionAreas[detection];
  }

  double of(int detection, int object) {
    return overlaps[detection * crowds.length + object];
  }
}
