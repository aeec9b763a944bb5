package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.shape.RunLengthMask;
import java.util.List;

/**
 * A frame whose masks are compared: by intersection over union, and with a crowd by the share of
 * the detection that lies in it.
 *
 * @param frame the frame, with labels, scores and boxes
 * @param objectMasks the mask of each object of the frame
 * @param detectionMasks the mask of each detection of the frame
 * @param detectionAreas pixels of each detection, which determine its size. This record owns the
 *     array and does not change it
 */
public record MaskFrame(
    ScoredFrame frame,
    List<RunLengthMask> objectMasks,
    List<RunLengthMask> detectionMasks,
    double[] detectionAreas)
    implements CocoFrame {

  /**
   * Checks the masks.
   *
   * @throws UnfitInputException when an object or a detection has no mask, or a mask is of an image
   *     of another size than the others
   */
  public MaskFrame {
    objectMasks = List.copyOf(objectMasks);
    detectionMasks = List.copyOf(detectionMasks);
    requireEach(frame, "objects", frame.truth(), objectMasks);
    requireEach(frame, "detections", frame.found(), detectionMasks);
    if (detectionAreas.length != detectionMasks.size()) {
      throw new IllegalArgumentException(
          "frame %s: %d areas of %d detections: expected as many"
              .formatted(frame.name(), detectionAreas.length, detectionMasks.size()));
    }
    if (!objectMasks.isEmpty()) {
      RunLengthMask first = objectMasks.get(0);
      objectMasks.forEach(mask -> requireSize(frame, first, mask));
      detectionMasks.forEach(mask -> requireSize(frame, first, mask));
    }
  }

  /** Makes a frame in which the size of a detection is the number of its pixels. */
  public MaskFrame(
      ScoredFrame frame, List<RunLengthMask> objectMasks, List<RunLengthMask> detectionMasks) {
    this(
        frame,
        objectMasks,
        detectionMasks,
        detectionMasks.stream().mapToDouble(RunLengthMask::area).toArray());
  }

  static void requireEach(ScoredFrame frame, String what, List<?> owners, List<?> shapes) {
    if (owners.size() != shapes.size()) {
      throw new UnfitInputException(
          "frame %s has %d %s and %d shapes of them: expected a shape for each"
              .formatted(frame.name(), owners.size(), what, shapes.size()));
    }
  }

  private static void requireSize(ScoredFrame frame, RunLengthMask first, RunLengthMask mask) {
    if (mask.height() != first.height() || mask.width() != first.width()) {
      throw new UnfitInputException(
          "frame %s has masks of %d x %d and %d x %d pixels (rows x columns): expected the size of the original image"
              .formatted(frame.name(), first.height(), first.width(), mask.height(), mask.width()));
    }
  }

  @Override
  public CocoTask task() {
    return CocoTask.MASKS;
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
    return truth().get(object).area().orElseGet(() -> (double) objectMasks.get(object).area());
  }

  @Override
  public double detectionArea(int detection) {
    return detectionAreas[detection];
  }

  @Override
  public double similarity(int detection, int object) {
    RunLengthMask found = detectionMasks.get(detection);
    RunLengthMask mask = objectMasks.get(object);
    return truth().get(object).crowd() ? found.shareIn(mask) : found.iou(mask);
  }
}
