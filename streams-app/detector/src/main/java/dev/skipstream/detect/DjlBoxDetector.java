package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.SidedSettings;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A detector of boxes that resizes its frames as torchvision's. Its program returns {@code boxes}
 * float32 [N, D, 4] as x1, y1, x2, y2 in pixels of the original; {@code scores} float32 [N, D];
 * {@code labels} int64 [N, D]; {@code counts} int64 [N], the rows of a frame that are detections.
 *
 * @param <S> the settings of the architecture
 * @param name of the other half
 * @param settings type of the settings
 */
record DjlBoxDetector<S extends SidedSettings>(String name, Class<S> settings)
    implements DjlArchitecture<S> {
  private static final String BOXES = "boxes";
  private static final String SCORES = "scores";
  private static final String LABELS = "labels";
  private static final String COUNTS = "counts";

  @Override
  public ResizedShape shapeOf(Frame frame, S settings) {
    return ResizedShape.of(frame.height(), frame.width(), settings);
  }

  @Override
  public Set<String> outputs() {
    return Set.of(BOXES, SCORES, LABELS, COUNTS);
  }

  @Override
  public List<Findings> read(Map<String, NDArray> tensors, Map<Integer, String> labels) {
    float[] boxes = tensors.get(BOXES).toFloatArray();
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
        detections.add(
            new Detection(
                labels.getOrDefault(classId, "class-" + classId),
                classId,
                Math.round(scores[row] * 1e6) / 1e6,
                box(boxes, 4 * row)));
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
