package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import dev.skipstream.shape.RunLengthMask;
import java.util.Map;
import java.util.Set;

/** Masks: {@code masks} float32 [N, D, S, S], the probabilities on a grid over each box. */
final class MaskParts implements InstanceParts {
  private static final String MASKS = "masks";

  @Override
  public Set<String> outputs() {
    return Set.of(MASKS);
  }

  @Override
  public Reader reader(Map<String, NDArray> tensors) {
    float[] boxes = BoxTensors.corners(tensors);
    float[] masks = tensors.get(MASKS).toFloatArray();
    int side = Math.toIntExact(tensors.get(MASKS).getShape().get(3));
    return (detection, row, frame) -> {
      RunLengthMask mask =
          new MaskGrid(masks, row * side * side, side, boxes, 4 * row)
              .mask(frame.height(), frame.width());
      return detection.withMask(mask.event());
    };
  }
}
