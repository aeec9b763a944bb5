package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.List;

/**
 * How much each detection of one category in one frame overlaps each object of it: the same for all
 * sizes of objects, and so worked out once.
 *
 * <p>Threading: safe; never changes.
 */
final class FrameOverlaps {
  private final List<TrueObject> objects;
  private final List<Detection> detections;
  private final double[][] overlaps;

  /**
   * Works them out.
   *
   * @param detections best first, and not more than count
   */
  FrameOverlaps(List<TrueObject> objects, List<Detection> detections) {
    this.objects = objects;
    this.detections = detections;
    this.overlaps = new double[detections.size()][objects.size()];
    for (int d = 0; d < overlaps.length; d++) {
      for (int o = 0; o < overlaps[d].length; o++) {
        overlaps[d][o] = Overlap.of(detections.get(d).box(), objects.get(o));
      }
    }
  }

  List<TrueObject> objects() {
    return objects;
  }

  List<Detection> detections() {
    return detections;
  }

  double of(int detection, int object) {
    return overlaps[detection][object];
  }
}
