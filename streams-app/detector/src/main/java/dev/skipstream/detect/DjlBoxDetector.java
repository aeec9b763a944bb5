package dev.skipstream.detect;

import ai.djl.ndarray.NDArray;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.SidedSettings;
import dev.skipstream.schemas.event.Findings;
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
 */
record DjlBoxDetector<S extends SidedSettings>(String name, Class<S> settings)
    implements DjlArchitecture<S> {
  @Override
  public ResizedShape shapeOf(Frame frame, S settings) {
    return ResizedShape.of(frame.height(), frame.width(), settings);
  }

  @Override
  public Set<String> outputs() {
    return BoxTensors.NAMES;
  }

  @Override
  public List<Findings> read(Map<String, NDArray> tensors, Map<Integer, String> labels) {
    return BoxTensors.read(tensors, labels);
  }
}
