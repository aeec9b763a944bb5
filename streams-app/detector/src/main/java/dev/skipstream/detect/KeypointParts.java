package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import dev.skipstream.schemas.event.Keypoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keypoints of persons, as COCO has them: {@code keypoints} float32 [N, D, 17, 2], x and y in
 * pixels of the original; {@code keypointScores} float32 [N, D, 17].
 */
final class KeypointParts implements InstanceParts {
  private static final String KEYPOINTS = "keypoints";
  private static final String SCORES = "keypointScores";

  private static final List<String> NAMES = Keypoint.PERSON;

  @Override
  public Set<String> outputs() {
    return Set.of(KEYPOINTS, SCORES);
  }

  @Override
  public Reader reader(Map<String, NDArray> tensors) {
    float[] points = tensors.get(KEYPOINTS).toFloatArray();
    float[] scores = tensors.get(SCORES).toFloatArray();
    return (detection, row, frame) -> {
      List<Keypoint> keypoints = new ArrayList<>();
      for (int i = 0; i < NAMES.size(); i++) {
        int at = row * NAMES.size() + i;
        keypoints.add(
            new Keypoint(
                NAMES.get(i),
                thousandths(points[2 * at]),
                thousandths(points[2 * at + 1]),
                thousandths(scores[at])));
      }
      return detection.withKeypoints(keypoints);
    };
  }

  private static double thousandths(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
