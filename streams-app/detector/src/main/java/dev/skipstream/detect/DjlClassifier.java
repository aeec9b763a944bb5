package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.ClassifierSettings;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ScoredClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A classifier of whole frames. Its program returns {@code scores} float32 [N, K], probabilities by
 * falling order, and {@code labels} int64 [N, K], classes from 0.
 *
 * @param name of the other half
 */
record DjlClassifier(String name) implements DjlArchitecture<ClassifierSettings> {
  private static final String SCORES = "scores";
  private static final String LABELS = "labels";

  @Override
  public Class<ClassifierSettings> settings() {
    return ClassifierSettings.class;
  }

  /** Returns the shape of the crop, which all frames have: any frames may share a batch. */
  @Override
  public ResizedShape shapeOf(Frame frame, ClassifierSettings settings) {
    return new ResizedShape(settings.cropSize(), settings.cropSize());
  }

  @Override
  public Set<String> outputs() {
    return Set.of(SCORES, LABELS);
  }

  @Override
  public List<Findings> read(
      Map<String, NDArray> tensors, List<Frame> batch, Map<Integer, String> labels) {
    float[] scores = tensors.get(SCORES).toFloatArray();
    long[] classIds = tensors.get(LABELS).toLongArray();
    int rows = Math.toIntExact(tensors.get(SCORES).getShape().get(1));
    List<Findings> frames = new ArrayList<>(scores.length / rows);
    for (int first = 0; first < scores.length; first += rows) {
      List<ScoredClass> classes = new ArrayList<>(rows);
      for (int row = first; row < first + rows; row++) {
        int classId = Math.toIntExact(classIds[row]);
        classes.add(
            new ScoredClass(
                labels.getOrDefault(classId, "class-" + classId),
                classId,
                Math.min(1, Math.round(scores[row] * 1e6) / 1e6)));
      }
      frames.add(new Classes(classes));
    }
    return frames;
  }
}
