package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.SidedSettings;
import dev.skipstream.schemas.event.Findings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A detector of boxes that resizes its frames as torchvision's. Its program returns {@link
 * BoxTensors}.
 *
 * @param <S> the settings of the architecture
 * @param name of the other half
 * @param settings type of the settings
 * @param parts of an object that the program returns beyond its box
 */
record DjlBoxDetector<S extends SidedSettings>(String name, Class<S> settings, InstanceParts parts)
    implements DjlArchitecture<S> {
  @Override
  public ResizedShape shapeOf(Frame frame, S settings) {
    return ResizedShape.of(frame.height(), frame.width(), settings);
  }

  @Override
  public Set<String> outputs() {
    Set<String> outputs = new HashSet<>(BoxTensors.NAMES);
    outputs.addAll(parts.outputs());
    return outputs;
  }

  @Override
  public List<Findings> read(
      Map<String, NDArray> tensors, List<Frame> batch, Map<Integer, String> labels) {
    InstanceParts.Reader reader = parts.reader(tensors);
    return BoxTensors.read(
        tensors,
        labels,
        (detection, row, frame) -> reader.complete(detection, row, batch.get(frame)));
  }
}
