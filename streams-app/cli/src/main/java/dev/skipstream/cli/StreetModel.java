package dev.skipstream.cli;

import dev.skipstream.registry.AliasMovedException;
import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.registry.importer.Calibrator;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.ImportFormats;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.source.street.StreetClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The detector that comes with the program: it knows the simulated street, and no other. */
final class StreetModel {
  static final String NAME = "street";
  static final String URI = "models:/street@champion";

  private static final String WEIGHTS = "street.safetensors";

  /** The ranges of 60 streets with seeds from 50000, as {@code models import --calibrate} found. */
  private static final String CALIBRATION = "street-calibration.json";

  private static final List<ComputeFormat> FORMATS =
      List.of(ComputeFormat.FP32, ComputeFormat.BF16, ComputeFormat.INT8);

  /**
   * Anchors of the training: half of torchvision's, because a dog across the street has 16 pixels.
   */
  private static final List<Integer> ANCHORS = List.of(16, 32, 64, 128, 256);

  private static final FasterRcnnSettings CHAMPION =
      new FasterRcnnSettings(224, 384, 300, 100, 0.05, 0.5, 100, ANCHORS);

  /** The champion's weights on fewer pixels and regions: faster and less accurate. */
  private static final FasterRcnnSettings CHALLENGER =
      new FasterRcnnSettings(192, 320, 200, 60, 0.05, 0.5, 100, ANCHORS);

  private StreetModel() {}

  /** Returns if the models of a registry lack the bundled model. */
  static boolean isAbsent(List<RegisteredModel> models) {
    return models.stream().noneMatch(model -> model.name().equals(NAME));
  }

  /** A line for each of its versions, as a list of models has them before they are registered. */
  static List<String> unregistered() {
    return List.of(line(1, CHAMPION, "champion"), line(2, CHALLENGER, "challenger"));
  }

  private static String line(int version, FasterRcnnSettings settings, String alias) {
    return "%-24s bundled model, registered at its first use  %d labels  %d/%d px  @%s"
        .formatted(
            ModelRef.of(NAME, version),
            StreetClass.values().length,
            settings.minSize(),
            settings.maxSize(),
            alias);
  }

  /** Registers the bundled model where a URI names it and the registry does not have it. */
  static void offer(RegistryLocation location, String uri) {
    ModelRef ref = ModelRef.parse(uri);
    if (ref.name().equals(NAME)) {
      try (ModelRegistry registry = location.open()) {
        offer(location, registry, ref);
      }
    }
  }

  /** Registers the bundled model where a reference names it and the registry does not have it. */
  static void offer(RegistryLocation location, ModelRegistry registry, ModelRef ref) {
    if (ref.name().equals(NAME) && isAbsent(registry.models())) {
      register(location, registry);
    }
  }

  /**
   * Registers both versions, the champion and the challenger, once: any number may do so at once.
   */
  static void register(RegistryLocation location, ModelRegistry registry) {
    System.err.printf("registering the bundled model as models:/%s ...%n", NAME);
    // Seconds: a process that is asked to end meanwhile leaves a whole registry and no folder.
    StopRequest stop = StopRequest.listen();
    try (stop;
        TemporaryFolder work = TemporaryFolder.create("skipstream-street-")) {
      ModelManifest manifest =
          new DetectorImporter(Clock.systemUTC())
              .store(location, weights(work.path()), settings())
              .manifest();
      ModelVersion champion = registry.registerOnce(NAME, manifest);
      point(registry, "champion", champion);
      point(registry, "challenger", registry.registerOnce(NAME, manifest.with(CHALLENGER)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the champion's archive into a folder, and registers nothing. */
  static ImportedDetector unpack(Path folder) throws IOException {
    return new DetectorImporter(Clock.systemUTC())
        .importCheckpoint(weights(folder), settings(), folder.resolve("detector.pt"));
  }

  private static Path weights(Path folder) throws IOException {
    Path weights = folder.resolve(WEIGHTS);
    try (InputStream bundled = StreetModel.class.getResourceAsStream(WEIGHTS)) {
      Files.copy(bundled, weights);
    }
    return weights;
  }

  private static void point(ModelRegistry registry, String alias, ModelVersion version) {
    try {
      registry.setAlias(NAME, alias, version.version(), 0);
    } catch (AliasMovedException e) {
      // Another client has created the alias first, and its target stays.
    }
  }

  private static ImportSettings settings() throws IOException {
    String labels =
        Arrays.stream(StreetClass.values())
            .map(StreetClass::label)
            .collect(Collectors.joining(","));
    return new ImportSettings(
        Labels.parse(labels),
        OptionalDouble.empty(),
        CHAMPION.byOption(),
        ImportFormats.of(FORMATS, Optional.of(Calibrator.of(calibration()))),
        "Apache-2.0",
        Optional.empty(),
        OptionalDouble.empty());
  }

  private static Calibration calibration() throws IOException {
    try (InputStream bundled = StreetModel.class.getResourceAsStream(CALIBRATION)) {
      return Calibration.of(bundled.readAllBytes());
    }
  }
}
