package dev.skipstream.detect;

import dev.skipstream.image.Frame;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.SidedSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Detection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Prints, for each detector with generated weights, the share of the boxes in fp32 with a score of
 * 0.5 or more that int8 finds too: with the same class, and an IoU of 0.5 or more.
 *
 * <p>Argument: a folder for the archives, which are deleted one by one.
 */
final class FormatAgreement {
  private static final double SCORE = 0.5;
  private static final double IOU = 0.5;
  private static final int FRAMES = 40;

  private FormatAgreement() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    // The frames of the calibration and those of the comparison have different sizes.
    List<Frame> calibration = frames(0, 30);
    List<Frame> compared = frames(7, FRAMES);
    for (String architecture : networks()) {
      ImportedDetector imported =
          GeneratedNetwork.imported(
              folder,
              architecture,
              List.of(ComputeFormat.FP32, ComputeFormat.INT8),
              Optional.of(new FrameCalibrator(calibration.iterator(), new Silent())));
      List<List<Detection>> expected = detect(imported, ComputeFormat.FP32, compared);
      List<List<Detection>> found = detect(imported, ComputeFormat.INT8, compared);
      long boxes = 0;
      long matched = 0;
      for (int frame = 0; frame < compared.size(); frame++) {
        for (Detection one : expected.get(frame)) {
          if (one.score() >= SCORE) {
            boxes++;
            matched += found.get(frame).stream().anyMatch(other -> match(one, other)) ? 1 : 0;
          }
        }
      }
      System.out.printf(
          "%s: %d of %d boxes, %.2f %%%n", architecture, matched, boxes, 100.0 * matched / boxes);
      Files.delete(imported.archive());
    }
  }

  /** All detectors of boxes. */
  private static List<String> networks() {
    return Architectures.BUILT_IN.all().stream()
        .filter(kind -> kind.defaults() instanceof SidedSettings)
        .flatMap(kind -> kind.networks().stream())
        .toList();
  }

  private static List<Frame> frames(int shift, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> GeneratedNetwork.frame(120 + shift + 9 * i, 160 + shift + 11 * i))
        .toList();
  }

  private static List<List<Detection>> detect(
      ImportedDetector imported, ComputeFormat format, List<Frame> frames) {
    List<List<Detection>> found = new ArrayList<>();
    try (DjlDetector detector = GeneratedNetwork.load(imported, format)) {
      for (Frame frame : frames) {
        found.add(((Boxes) detector.detect(List.of(frame)).get(0)).detections());
      }
    }
    return found;
  }

  /** A box just below the score is found all the same: its score differs by less than 0.1. */
  private static boolean match(Detection one, Detection other) {
    return other.classId() == one.classId()
        && Math.abs(other.score() - one.score()) < 0.1
        && Difference.iou(one.box(), other.box()) >= IOU;
  }

  private record Silent() implements FrameCalibrator.Listener {
    @Override
    public void observed() {}

    @Override
    public void compared(String method, double difference) {}
  }
}
