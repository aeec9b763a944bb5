package dev.skipstream.detect;

import ai.djl.Device;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.OptionalDouble;

/** A real network with made-up weights, small and quick. */
public final class GeneratedDetector {
  private static final FasterRcnnSettings SMALL =
      new FasterRcnnSettings(96, 128, 100, 100, 0.05, 0.5, 100, null);

  private final ImportedDetector imported;

  private GeneratedDetector(ImportedDetector imported) {
    this.imported = imported;
  }

  /** Makes its archive in a folder. */
  public static GeneratedDetector in(Path folder) throws IOException {
    Path checkpoint = folder.resolve("checkpoint.pth");
    GeneratedCheckpoint.write(checkpoint, "fasterrcnn_resnet18_fpn", GeneratedCheckpoint.CLASSES);
    return new GeneratedDetector(
        new DetectorImporter(Clock.systemUTC())
            .importCheckpoint(
                checkpoint,
                new ImportSettings(
                    Labels.parse("a,b,c,d,e"),
                    OptionalDouble.empty(),
                    SMALL,
                    Precision.FP32,
                    "none"),
                folder.resolve("detector.pt")));
  }

  public Path archive() {
    return imported.archive();
  }

  public ModelManifest manifest() {
    return imported.manifest();
  }

  /** Loads an archive on the processors. */
  public DjlDetector load(Path archive) {
    return load(
        new ModelVersion("generated", 1, imported.manifest(), Instant.EPOCH, "tests"), archive);
  }

  /** Loads its archive with other settings. */
  DjlDetector load(FasterRcnnSettings settings) {
    ModelVersion version =
        new ModelVersion("generated", 1, imported.manifest(), Instant.EPOCH, "tests");
    return DjlDetector.load(version, imported.archive(), settings, Device.cpu());
  }

  /** Loads an archive on the CPU, as a version of a registry. */
  public DjlDetector load(ModelVersion version, Path archive) {
    return DjlDetector.load(version, archive, SMALL, Device.cpu());
  }
}
