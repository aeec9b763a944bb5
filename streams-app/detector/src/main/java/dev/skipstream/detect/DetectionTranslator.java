package dev.skipstream.detect;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.schemas.event.Findings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

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

  private static final String FRAMES = "frames";

  private final DjlArchitecture<?> architecture;
  private final SortedMap<String, List<Double>> settings;
  private final Map<Integer, String> labels;

  private final FrameTensors tensors = new FrameTensors();

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
    context.setAttachment(FRAMES, frames);
    NDManager device = context.getNDManager();
    // The program looks at sizes and settings to decide shapes: on a GPU each look would be a wait.
    NDManager host = device.newSubManager(Device.cpu());
    NDList input = new NDList(tensors.pixels(device, frames), FrameTensors.sizes(host, frames));
    FrameTensors.settings(host, settings)
        .forEach(
            (name, numbers) -> {
              numbers.setName(SETTINGS + name);
              input.add(numbers);
            });
    return input;
  }

  @Override
  @SuppressWarnings("unchecked") // as processInput attached them
  public List<Findings> processOutput(TranslatorContext context, NDList output) {
    List<Frame> frames = (List<Frame>) context.getAttachment(FRAMES);
    Map<String, NDArray> found = new HashMap<>();
    output.forEach(array -> found.put(array.getName(), array));
    return architecture.read(HostTensors.of(found), frames, labels);
  }
}
