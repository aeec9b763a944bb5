package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.shape.Keypoints;
import java.util.List;

/**
 * A frame whose keypoints are compared, by {@link KeypointSimilarity}. Crowds and objects without a
 * labelled point are ignored.
 *
 * @param frame the frame, with labels, scores and boxes
 * @param objectPoints the points of each object of the frame, in COCO's order
 * @param labelledPoints the number of labelled points of each object, as the ground truth states
 *     it. This record owns the array and does not change it
 * @param detectionPoints the points of each detection of the frame, in COCO's order
 */
public record KeypointFrame(
    ScoredFrame frame,
    List<Keypoints> objectPoints,
    int[] labelledPoints,
    List<Keypoints> detectionPoints)
    implements CocoFrame {

  /**
   * Checks the points.
   *
   * @throws UnfitInputException when an object or a detection has no points, or other than COCO's
   *     17
   */
  public KeypointFrame {
    objectPoints = List.copyOf(objectPoints);
    detectionPoints = List.copyOf(detectionPoints);
    MaskFrame.requireEach(frame, "objects", frame.truth(), objectPoints);
    MaskFrame.requireEach(frame, "detections", frame.found(), detectionPoints);
    if (labelledPoints.length != objectPoints.size()) {
      throw new IllegalArgumentException(
          "frame %s: %d numbers of points of %d objects: expected as many"
              .formatted(frame.name(), labelledPoints.length, objectPoints.size()));
    }
    objectPoints.forEach(points -> requireAll(frame, points));
    detectionPoints.forEach(points -> requireAll(frame, points));
  }

  /** Makes a frame whose objects have as many labelled points as their visibilities state. */
  public KeypointFrame(
      ScoredFrame frame, List<Keypoints> objectPoints, List<Keypoints> detectionPoints) {
    this(
        frame,
        objectPoints,
        objectPoints.stream().mapToInt(Keypoints::labelled).toArray(),
        detectionPoints);
  }

  private static void requireAll(ScoredFrame frame, Keypoints points) {
    if (points.size() != KeypointSimilarity.POINTS) {
      throw new UnfitInputException(
          "frame %s: an object or detection has %d keypoints: expected COCO's %d"
              .formatted(frame.name(), points.size(), KeypointSimilarity.POINTS));
    }
  }

  @Override
  public CocoTask task() {
    return CocoTask.KEYPOINTS;
  }

  @Override
  public List<TrueObject> truth() {
    return frame.truth();
  }

  @Override
  public List<Detection> found() {
    return frame.found();
  }

  @Override
  public double[] ranking() {
    return frame.ranking();
  }

  @Override
  public double objectArea(int object) {
    return Overlap.areaOf(truth().get(object));
  }

  @Override
  public double detectionArea(int detection) {
    return Overlap.areaOf(found().get(detection).box());
  }

  @Override
  public boolean isIgnored(int object) {
    return labelledPoints[object] == 0 || truth().get(object).crowd();
  }

  @Override
  public double similarity(int detection, int object) {
    return KeypointSimilarity.of(
        detectionPoints.get(detection),
        objectPoints.get(object),
        truth().get(object).box(),
        objectArea(object));
  }
}
