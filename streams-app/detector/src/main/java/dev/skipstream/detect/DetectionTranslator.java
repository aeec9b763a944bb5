package dev.skipstream.detect;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.schemas.event.Findings;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.LongStream;

/**
 * Converts frames to the tensors that each detector archive takes, and its tensors to findings.
 *
 * <p>In: {@code frames}, uint8, all frames' RGB bytes one after another; {@code sizes}, int64 [N,
 * 2], height and width; {@code settings}, a dictionary with a float64 tensor for each name of
 * {@link DetectorSettings#numbers}. Out: a dictionary of the architecture's tensors.
 *
 * <p>Threading: for one thread, as its predictor is.
 */
final class DetectionTranslator implements NoBatchifyTranslator<List<Frame>, List<Findings>> {
  /** DJL collects the arrays whose names begin with this into one dictionary. */
  private static final String SETTINGS = "settings.";

  private final DjlArchitecture<?> architecture;
  private final SortedMap<String, List<Double>> settings;
  private final Map<Integer, String> labels;

  /** Grows to the largest batch seen; the tensor of a batch is a view of it. */
  private ByteBuffer pixels = ByteBuffer.allocateDirect(0);

  DetectionTranslator(
      DjlArchitecture<?> architecture, DetectorSettings settings, Map<Integer, String> labels) {
    this.architecture = architecture;
    this.settings = settings.numbers();
    this.labels = labels;
  }

  /**
   * Checks that a program takes the settings of this translator, and returns the findings that the
   * architecture reads.
   *
   * @throws DetectorException naming each setting and finding that only one of them has
   */
  void requireNamesOf(PtSymbolBlock program) {
    ProgramNames.of(program).require(settings.keySet(), architecture.outputs());
  }

  @Override
  public NDList processInput(TranslatorContext context, List<Frame> frames) {
    NDManager device = context.getNDManager();
    // The program looks at sizes and settings to decide shapes: on a GPU each look would be a wait.
    NDManager host = device.newSubManager(Device.cpu());
    NDList input = new NDList(pixels(device, frames), sizes(host, frames));
    settings.forEach((name, numbers) -> input.add(setting(host, name, numbers)));
    return input;
  }

  private NDArray pixels(NDManager manager, List<Frame> frames) {
    int bytes = frames.stream().mapToInt(frame -> frame.rgb().length).reduce(0, Math::addExact);
    if (pixels.capacity() < bytes) {
      pixels = ByteBuffer.allocateDirect(bytes);
    }
    pixels.clear();
    frames.forEach(frame -> pixels.put(frame.rgb()));
    return manager.create(pixels.flip().slice(), new Shape(bytes), DataType.UINT8);
  }

  private static NDArray sizes(NDManager manager, List<Frame> frames) {
    long[] sizes =
        frames.stream()
            .flatMapToLong(frame -> LongStream.of(frame.height(), frame.width()))
            .toArray();
    return manager.create(sizes, new Shape(frames.size(), 2));
  }

  private static NDArray setting(NDManager manager, String name, List<Double> numbers) {
    NDArray array = manager.create(numbers.stream().mapToDouble(Double::doubleValue).toArray());
    array.setName(SETTINGS + name);
    return array;
  }

  @Override
  public List<Findings> processOutput(TranslatorContext context, NDList output) {
    Map<String, NDArray> tensors = new HashMap<>();
    output.forEach(array -> tensors.put(array.getName(), array));
    return architecture.read(HostTensors.of(tensors), labels);
  }
}
