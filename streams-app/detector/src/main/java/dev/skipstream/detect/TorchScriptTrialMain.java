package dev.skipstream.detect;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelManifest.Source;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.TorchScriptSettings;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Findings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The child JVM of {@link TorchScriptTrialProcess}: {@code TorchScriptTrialMain FILE NETWORK LABELS
 * SIZE}. Runs the file on one frame, and on two. Writes the most frames of a call, or why it
 * failed.
 *
 * <p>Threading: the main thread alone.
 */
final class TorchScriptTrialMain {
  /** Begins the line with the most frames of a call. */
  static final String FRAMES = "frames ";

  /** Begins the line with the reason of a failure. */
  static final String FAILED = "failed ";

  /** So low that most places count. */
  private static final double SCORE = 1e-4;

  /** The findings of a batch and of its frames alone may differ by rounding. */
  private static final double LEAST_IOU = 0.99;

  private TorchScriptTrialMain() {}

  public static void main(String[] args) {
    try {
      System.out.println(FRAMES + framesPerCall(args));
    } catch (RuntimeException | LinkageError e) {
      System.out.println(FAILED + String.valueOf(e.getMessage()).replace('\n', ' '));
    }
    System.exit(0);
  }

  private static int framesPerCall(String[] args) {
    TorchScriptSettings settings =
        TorchScriptSettings.DEFAULT.with(
            Map.of("input-size", args[3], "score-threshold", String.valueOf(SCORE)));
    Path file = Path.of(args[0]);
    try (TorchScriptDetector detector =
        TorchScriptDetector.load(version(args, settings), file, settings, Device.cpu())) {
      List<Frame> frames = List.of(noise(1), noise(2));
      List<Findings> alone =
          frames.stream().map(frame -> detector.detect(List.of(frame)).get(0)).toList();
      return areEqual(alone, together(detector, frames)) ? settings.framesPerCall() : 1;
    }
  }

  /** Returns nothing for a file that takes one frame alone. */
  private static List<Findings> together(TorchScriptDetector detector, List<Frame> frames) {
    try {
      return detector.detect(frames);
    } catch (DetectorException e) {
      return List.of();
    }
  }

  private static boolean areEqual(List<Findings> some, List<Findings> others) {
    return some.size() == others.size()
        && IntStream.range(0, some.size())
            .allMatch(i -> areEqual((Boxes) some.get(i), (Boxes) others.get(i)));
  }

  private static boolean areEqual(Boxes some, Boxes others) {
    int count = some.detections().size();
    return count == others.detections().size()
        && IntStream.range(0, count)
            .allMatch(
                i ->
                    some.detections().get(i).classId() == others.detections().get(i).classId()
                        && Difference.iou(
                                some.detections().get(i).box(), others.detections().get(i).box())
                            >= LEAST_IOU);
  }

  private static ModelVersion version(String[] args, TorchScriptSettings settings) {
    Map<Integer, String> labels =
        IntStream.rangeClosed(1, Integer.parseInt(args[2]))
            .boxed()
            .collect(Collectors.toMap(id -> id, id -> "class-" + id));
    String none = "sha256:" + "0".repeat(64);
    ModelManifest manifest =
        new ModelManifest(
            args[1],
            labels,
            settings,
            Precision.FP32,
            none,
            new Source("trial", none),
            "",
            Instant.EPOCH);
    return new ModelVersion("trial", 1, manifest, Instant.EPOCH, "trial");
  }

  private static Frame noise(int seed) {
    byte[] rgb = new byte[3 * 640 * 480];
    new Random(seed).nextBytes(rgb);
    return new Frame(rgb, 640, 480);
  }
}
