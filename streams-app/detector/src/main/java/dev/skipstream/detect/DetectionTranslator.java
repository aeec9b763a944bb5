package dev.skipstream.detect;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Frames to the tensors a detector archive takes, and its tensors to detections.
 *
 * <p>In: {@code frames}, uint8, all frames' RGB bytes one after another; {@code sizes}, int64 [N,
 * 2], height and width; {@code settings}, float64 [23]. Out: {@code boxes} float32 [N, D, 4] as x1,
 * y1, x2, y2 in pixels of the original; {@code scores} float32 [N, D]; {@code labels} int64 [N, D];
 * {@code counts} int64 [N], the rows of a frame that are detections.
 *
 * <p>Threading: for one thread, as its predictor is.
 */
final class DetectionTranslator
    implements NoBatchifyTranslator<List<Frame>, List<List<Detection>>> {
  private final FasterRcnnSettings settings;
  private final Map<Integer, String> labels;

  /** Grows to the largest batch seen; the tensor of a batch is a view of it. */
  private ByteBuffer pixels = ByteBuffer.allocateDirect(0);

  DetectionTranslator(FasterRcnnSettings settings, Map<Integer, String> labels) {
    this.settings = settings;
    this.labels = labels;
  }

  @Override
  public NDList processInput(TranslatorContext context, List<Frame> frames) {
    NDManager device = context.getNDManager();
    // The program looks at sizes and settings to decide shapes: on a GPU each look would be a wait.
    NDManager host = device.newSubManager(Device.cpu());
    return new NDList(pixels(device, frames), sizes(host, frames), settings(host));
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

  private NDArray settings(NDManager manager) {
    // An archive of an earlier version reads the first twelve only. Its others are torchvision's.
    List<Number> numbers =
        new ArrayList<>(
            List.of(
                settings.minSize(),
                settings.maxSize(),
                settings.preNmsProposals(),
                settings.proposals(),
                settings.scoreThreshold(),
                settings.nmsThreshold(),
                settings.detectionsPerFrame()));
    numbers.addAll(settings.anchorSizes());
    numbers.addAll(settings.anchorRatios());
    numbers.addAll(settings.imageMean());
    numbers.addAll(settings.imageStd());
    numbers.add(settings.rpnNmsThreshold());
    numbers.add(settings.rpnScoreThreshold());
    return manager.create(numbers.stream().mapToDouble(Number::doubleValue).toArray());
  }

  @Override
  public List<List<Detection>> processOutput(TranslatorContext context, NDList output) {
    float[] boxes = output.get(0).toFloatArray();
    float[] scores = output.get(1).toFloatArray();
    long[] classIds = output.get(2).toLongArray();
    long[] counts = output.get(3).toLongArray();
    int rows = Math.toIntExact(output.get(1).getShape().get(1));
    List<List<Detection>> frames = new ArrayList<>(counts.length);
    for (int frame = 0; frame < counts.length; frame++) {
      List<Detection> detections = new ArrayList<>();
      int first = frame * rows;
      for (int row = first; row < first + (int) counts[frame]; row++) {
        detections.add(detection(boxes, 4 * row, scores[row], Math.toIntExact(classIds[row])));
      }
      frames.add(detections);
    }
    return frames;
  }

  private Detection detection(float[] boxes, int at, float score, int classId) {
    double x = pixel(boxes[at]);
    double y = pixel(boxes[at + 1]);
    BoundingBox box = new BoundingBox(x, y, pixel(boxes[at + 2] - x), pixel(boxes[at + 3] - y));
    String label = labels.getOrDefault(classId, "class-" + classId);
    return new Detection(label, classId, Math.round(score * 1e6) / 1e6, box);
  }

  /** A thousandth of a pixel is far below what a detector can tell; more digits would be noise. */
  private static double pixel(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
