package dev.skipstream.detect;

import dev.skipstream.image.Frame;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.Formula;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.importer.Golden;
import dev.skipstream.registry.importer.Golden.Case;
import dev.skipstream.registry.importer.Golden.GoldenFrame;
import dev.skipstream.registry.importer.ImportFormats;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The network of golden outputs, imported. Its classes have the labels a, b, c and so on. */
final class GoldenNetwork {
  static final String LETTERS = "abcdefghij";

  private GoldenNetwork() {}

  /** Imports the network with torchvision's settings into a folder. */
  static ImportedDetector imported(Golden golden, Path folder, List<ComputeFormat> formats)
      throws IOException {
    Path checkpoint = folder.resolve("checkpoint.pth");
    GeneratedCheckpoint.write(checkpoint, golden.architecture(), golden.classes());
    int labels = golden.classes() - Architectures.BUILT_IN.of(golden.architecture()).firstClass();
    ImportedDetector imported =
        new DetectorImporter(Clock.systemUTC())
            .importCheckpoint(
                checkpoint,
                new ImportSettings(
                    Labels.parse(String.join(",", LETTERS.substring(0, labels).split(""))),
                    OptionalDouble.empty(),
                    Map.of(),
                    ImportFormats.of(formats, Optional.empty()),
                    "none",
                    Optional.empty(),
                    OptionalDouble.empty()),
                folder.resolve("detector.pt"));
    Files.delete(checkpoint);
    return imported;
  }

  static ModelVersion version(ImportedDetector imported) {
    return new ModelVersion("generated", 1, imported.manifest(), Instant.EPOCH, "tests");
  }

  static List<Frame> frames(Case one) {
    return one.frames().stream().map(GoldenNetwork::frame).toList();
  }

  private static Frame frame(GoldenFrame golden) {
    return new Frame(
        Formula.image(golden.height(), golden.width()), golden.width(), golden.height());
  }
}
