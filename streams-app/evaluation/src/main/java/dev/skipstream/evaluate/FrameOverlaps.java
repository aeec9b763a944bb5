package dev.skipstream.evaluate;

/**
 * The similarities of each detection with each object of one category in one frame. They do not
 * depend on the sizes of objects, and are therefore computed once.
 *
 * <p>Threading: safe; never changes.
 */
final class FrameOverlaps {
  private final boolean[] crowds;
  private final boolean[] ignored;
  private final double[] objectAreas;
  private final double[] detectionAreas;

  /** [detection * objects + object]. */
  private final double[] overlaps;

  /**
   * Works them out.
   *
   * @param objects the places of the objects in the frame
   * @param detections the places of the detections in the frame, best first, and not more than
   *     count
   */
  FrameOverlaps(CocoFrame frame, int[] objects, int[] detections) {
    crowds = new boolean[objects.length];
    ignored = new boolean[objects.length];
    objectAreas = new double[objects.length];
    detectionAreas = new double[detections.length];
    overlaps = new double[detections.length * objects.length];
    for (int o = 0; o < objects.length; o++) {
      crowds[o] = frame.truth().get(objects[o]).crowd();
      ignored[o] = frame.isIgnored(objects[o]);
      objectAreas[o] = frame.objectArea(objects[o]);
    }
    for (int d = 0; d < detections.length; d++) {
      detectionAreas[d] = frame.detectionArea(detections[d]);
      for (int o = 0; o < objects.length; o++) {
        overlaps[d * objects.length + o] = frame.similarity(detections[d], objects[o]);
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

  /** Returns true if many detections may find an object. */
  boolean isCrowd(int object) {
    return crowds[object];
  }

  /** Returns true if an object of any size counts neither as found nor as missed. */
  boolean isIgnored(int object) {
    return ignored[object];
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
