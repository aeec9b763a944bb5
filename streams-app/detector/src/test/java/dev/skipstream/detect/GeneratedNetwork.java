package dev.skipstream.detect;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Architecture;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.ClassifierSettings;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.SegmenterSettings;
import dev.skipstream.registry.importer.Calibrator;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.Formula;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.importer.ImportFormats;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A small detector of any network, with the weights of {@link GeneratedCheckpoint}. */
final class GeneratedNetwork {
  private static final FasterRcnnSettings SMALL =
      new FasterRcnnSettings(128, 224, 100, 100, 0.05, 0.5, 100, null);
  private static final Map<String, String> SMALL_OF_ONE_STAGE =
      Map.of("min-size", "128", "max-size", "224", "candidates", "100");
  private static final Map<String, String> SMALL_OF_CLASSIFIERS =
      Map.of("resize-size", "112", "crop-size", "96");

  private static final Map<String, String> SMALL_OF_SEGMENTERS =
      Map.of("min-size", "128", "max-size", "224");

  private GeneratedNetwork() {}

  /** Imports one for number formats, into a folder. */
  static ImportedDetector imported(
      Path folder,
      String architecture,
      List<ComputeFormat> formats,
      Optional<? extends Calibrator> calibrator)
      throws IOException {
    Path checkpoint = folder.resolve("checkpoint.pth");
    GeneratedCheckpoint.write(checkpoint, architecture, GeneratedCheckpoint.CLASSES);
    Architecture kind = Architectures.BUILT_IN.of(architecture);
    return new DetectorImporter(Clock.systemUTC())
        .importCheckpoint(
            checkpoint,
            new ImportSettings(
                Labels.parse(kind.firstClass() == 0 ? "a,b,c,d,e,f" : "a,b,c,d,e"),
                OptionalDouble.empty(),
                small(kind.defaults()),
                ImportFormats.of(formats, calibrator.map(one -> one)),
                "none",
                Optional.empty(),
                OptionalDouble.empty()),
            folder.resolve("detector.pt"));
  }

  private static Map<String, String> small(DetectorSettings defaults) {
    if (defaults instanceof ClassifierSettings) {
      return SMALL_OF_CLASSIFIERS;
    }
    if (defaults instanceof SegmenterSettings) {
      return SMALL_OF_SEGMENTERS;
    }
    return defaults instanceof FasterRcnnSettings ? SMALL.byOption() : SMALL_OF_ONE_STAGE;
  }

  /** Loads it on the CPU, in a number format. */
  static DjlDetector load(ImportedDetector imported, ComputeFormat format) {
    return DjlDetector.load(
        new ModelVersion("generated", 1, imported.manifest(), Instant.EPOCH, "tests"),
        imported.archive(),
        imported.manifest().settings(),
        Device.cpu(),
        format);
  }

  /** Returns an image of a size, by formula. */
  static Frame frame(int height, int width) {
    return new Frame(Formula.image(height, width), width, height);
  }
}
