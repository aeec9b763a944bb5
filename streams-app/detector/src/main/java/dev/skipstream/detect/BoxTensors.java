package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a program that finds boxes: {@code boxes} float32 [N, D, 4] as x1, y1, x2, y2 in
 * pixels of the original; {@code scores} float32 [N, D]; {@code labels} int64 [N, D]; {@code
 * counts} int64 [N], the rows of a frame that are detections.
 */
final class BoxTensors {
  private static final String BOXES = "boxes";
  private static final String SCORES = "scores";
  private static final String LABELS = "labels";
  private static final String COUNTS = "counts";

  /** The names of the tensors. */
  static final Set<String> NAMES = Set.of(BOXES, SCORES, LABELS, COUNTS);

  private BoxTensors() {}

  /** Adds to a detection what the program finds beyond its box. */
  @FunctionalInterface
  interface Completion {
    /**
     * Returns the whole detection.
     *
     * @param row of the detection in all tensors of the batch, whose frames follow each other
     * @param frame number of its frame in the batch
     */
    Detection complete(Detection detection, int row, int frame);
  }

  /**
   * Reads the boxes of each frame.
   *
   * @param labels names of categories by id
   */
  static List<Findings> read(Map<String, NDArray> tensors, Map<Integer, String> labels) {
    return read(tensors, labels, (detection, row, frame) -> detection);
  }

  /** Returns x1, y1, x2, y2 of each row, in pixels of the original. */
  static float[] corners(Map<String, NDArray> tensors) {
    return tensors.get(BOXES).toFloatArray();
  }

  /**
   * Reads the detections of each frame.
   *
   * @param labels names of categories by id
   * @param completion is called for each detection
   */
  static List<Findings> read(
      Map<String, NDArray> tensors, Map<Integer, String> labels, Completion completion) {
    float[] boxes = corners(tensors);
    float[] scores = tensors.get(SCORES).toFloatArray();
    long[] classIds = tensors.get(LABELS).toLongArray();
    long[] counts = tensors.get(COUNTS).toLongArray();
    int rows = Math.toIntExact(tensors.get(SCORES).getShape().get(1));
    List<Findings> frames = new ArrayList<>(counts.length);
    for (int frame = 0; frame < counts.length; frame++) {
      List<Detection> detections = new ArrayList<>();
      int first = frame * rows;
      for (int row = first; row < first + (int) counts[frame]; row++) {
        int classId = Math.toIntExact(classIds[row]);
        Detection detection =
            new Detection(
                labels.getOrDefault(classId, "class-" + classId),
                classId,
                Math.round(scores[row] * 1e6) / 1e6,
                box(boxes, 4 * row));
        detections.add(completion.complete(detection, row, frame));
      }
      frames.add(new Boxes(detections));
    }
    return frames;
  }

  private static BoundingBox box(float[] corners, int at) {
    double x = pixel(corners[at]);
    double y = pixel(corners[at + 1]);
    return new BoundingBox(x, y, side(corners[at + 2] - x), side(corners[at + 3] - y));
  }

  /** A box without area may lose half a thousandth to the rounding of its corner. */
  private static double side(double value) {
    return Math.max(0, pixel(value));
  }

  /** A thousandth of a pixel is far below what a detector can tell; more digits would be noise. */
  private static double pixel(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
