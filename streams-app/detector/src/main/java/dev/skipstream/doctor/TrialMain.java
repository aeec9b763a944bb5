package dev.skipstream.doctor;

import ai.djl.Device;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DjlDetector;
import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.BatchSweep;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The child JVM of {@link TrialProcess}: {@code TrialMain MANIFEST ARCHIVE IMAGE DEVICE FORMAT}.
 * Detects in one frame and, on a GPU, in batches of several sizes. Writes one line with the result.
 *
 * <p>Threading: the main thread alone.
 */
final class TrialMain {
  /** Begins the line of a result; {@link TrialResult#line} has the rest. */
  static final String MEASURED = "measured ";

  /** Begins the line of a failure; its message follows. */
  static final String FAILED = "failed ";

  private TrialMain() {}

  public static void main(String[] args) {
    int status = 0;
    try {
      TrialResult result =
          measure(
              TrialProcess.JSON.readValue(Path.of(args[0]).toFile(), ModelManifest.class),
              Path.of(args[1]),
              Files.readAllBytes(Path.of(args[2])),
              new TorchDevice(args[3]).resolve(),
              ComputeFormat.valueOf(args[4].toUpperCase(Locale.ROOT)));
      System.out.println(MEASURED + result.line());
    } catch (DetectorException | InvalidImageException | IOException | LinkageError e) {
      System.out.println(FAILED + String.valueOf(e.getMessage()).replace('\n', ' '));
      status = 1;
    }
    System.exit(status);
  }

  private static TrialResult measure(
      ModelManifest manifest, Path archive, byte[] image, Device device, ComputeFormat format)
      throws InvalidImageException {
    ModelVersion version = new ModelVersion("trial", 1, manifest, manifest.created(), "doctor");
    Frame frame = new ImageDecoder(ImageLimits.DEFAULT).decode(image);
    try (Detector detector =
        DjlDetector.load(version, archive, manifest.settings(), device, format)) {
      Findings findings = detector.detect(List.of(frame)).get(0);
      double millis = Median.millis(() -> detector.detect(List.of(frame)));
      return new TrialResult(
          millis,
          findings instanceof Boxes boxes ? boxes.detections().size() : 0,
          device.isGpu()
              ? Optional.of(new BatchSweep(BatchSweep.USUAL_BOUND).measure(detector))
              : Optional.empty());
    }
  }
}
