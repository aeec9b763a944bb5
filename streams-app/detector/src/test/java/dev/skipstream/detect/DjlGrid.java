package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The half of {@link Grid} that runs: frames keep their size, and a cell with a class is a box. */
class DjlGrid implements DjlArchitecture<GridSettings> {
  private static final int COLUMNS = 6;

  @Override
  public String name() {
    return Grid.NAME;
  }

  @Override
  public Class<GridSettings> settings() {
    return GridSettings.class;
  }

  @Override
  public ResizedShape shapeOf(Frame frame, GridSettings settings) {
    return new ResizedShape(frame.height(), frame.width());
  }

  @Override
  public Set<String> outputs() {
    return Set.of("cells");
  }

  @Override
  public List<Findings> read(
      Map<String, NDArray> tensors, List<Frame> batch, Map<Integer, String> labels) {
    NDArray cells = tensors.get("cells");
    float[] numbers = cells.toFloatArray();
    int frames = (int) cells.getShape().get(0);
    List<Findings> findings = new ArrayList<>();
    for (int frame = 0; frame < frames; frame++) {
      List<Detection> detections = new ArrayList<>();
      int end = (frame + 1) * numbers.length / frames;
      for (int at = frame * numbers.length / frames; at < end; at += COLUMNS) {
        int label = (int) numbers[at + 5];
        if (label > 0) {
          BoundingBox box =
              new BoundingBox(
                  numbers[at],
                  numbers[at + 1],
                  numbers[at + 2] - numbers[at],
                  numbers[at + 3] - numbers[at + 1]);
          detections.add(new Detection(labels.get(label), label, numbers[at + 4], box));
        }
      }
      findings.add(new Boxes(detections));
    }
    return findings;
  }
}
