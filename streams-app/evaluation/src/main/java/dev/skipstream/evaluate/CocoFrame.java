package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.List;

/**
 * A frame as COCO's protocol compares it: its objects, its detections, and the similarity of each
 * pair. The kinds differ in the similarity, in the areas, and in the objects that are ignored.
 */
public sealed interface CocoFrame permits BoxFrame, KeypointFrame, MaskFrame {

  /** Returns the kind of its shapes. */
  CocoTask task();

  /** Returns the objects of the ground truth. */
  List<TrueObject> truth();

  /** Returns the detections, in any order. */
  List<Detection> found();

  /** Returns the scores by which the detections are ranked, one for each. */
  double[] ranking();

  /** Returns the area of an object in pixels, which determines its size. */
  double objectArea(int object);

  /** Returns the area of a detection in pixels, which determines its size. */
  double detectionArea(int detection);

  /** Returns true if an object counts neither as found nor as missed. */
  default boolean isIgnored(int object) {
    return truth().get(object).crowd();
  }

  /** Returns the similarity of a detection and an object, 0 to 1. */
  double similarity(int detection, int object);
}
