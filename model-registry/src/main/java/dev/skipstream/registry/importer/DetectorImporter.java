package dev.skipstream.registry.importer;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelManifest.Source;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.server.ServerSettings;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a detector archive of a torchvision checkpoint, without Python: recognises the architecture
 * and the class count by names and shapes, folds batch norms into the convolutions before them and
 * writes the weights where the scripted detector looks for them.
 *
 * <p>Threading: safe; an import belongs to its thread. It holds one layer in memory at a time.
 */
public final class DetectorImporter {
  /** The option of the setting that torchvision's training script keeps in its checkpoints. */
  private static final String RPN_SCORE_THRESHOLD = "rpn-score-threshold";

  private final Clock clock;
  private final Architectures known;

  /** Makes an importer of all kinds of detectors that dates manifests by a clock. */
  public DetectorImporter(Clock clock) {
    this(clock, Architectures.BUILT_IN);
  }

  /**
   * Makes an importer that dates manifests by a clock.
   *
   * @param known the kinds of detectors that it recognises
   */
  public DetectorImporter(Clock clock, Architectures known) {
    this.clock = clock;
    this.known = known;
  }

  /**
   * Imports a checkpoint into a registry: converts it, stores the archive and registers the
   * version. A registry that cannot be reached fails before the conversion, which takes seconds.
   *
   * @throws InvalidModelException when the checkpoint is not that of a known architecture, is
   *     damaged, or does not go with the settings
   * @throws dev.skipstream.registry.RegistryUnavailableException when the registry or the store
   *     does not answer
   * @throws IOException when a temporary file cannot be written
   */
  public ImportedVersion importVersion(RegistryLocation location, VersionImport what)
      throws IOException {
    try (ModelRegistry registry = location.open();
        TemporaryFolder downloads = TemporaryFolder.create("skipstream-checkpoint-")) {
      registry.revision();
      Path checkpoint = what.checkpoint().fetch(downloads.path());
      ImportedDetector imported = store(location, checkpoint, what.settings());
      ModelVersion version = registry.register(what.name(), imported.manifest());
      return new ImportedVersion(version, registry.model(what.name()), imported.remarks());
    }
  }

  /** Converts a checkpoint and puts the archive into the location's store; registers nothing. */
  public ImportedDetector store(RegistryLocation location, Path checkpoint, ImportSettings settings)
      throws IOException {
    Files.createDirectories(location.workFolder());
    try (TemporaryFolder work =
        TemporaryFolder.create(location.workFolder(), ServerSettings.IMPORTS)) {
      ImportedDetector imported =
          importCheckpoint(checkpoint, settings, work.path().resolve("detector.pt"));
      location.artifacts().put(imported.archive(), imported.manifest().digest());
      return imported;
    }
  }

  /**
   * Converts a checkpoint.
   *
   * @param archive to write, or to overwrite: it appears when it is whole, or not at all. The same
   *     checkpoint and settings give the same bytes
   * @throws InvalidModelException when the checkpoint is not that of a known architecture, is
   *     damaged, or does not go with the settings
   * @throws UncheckedIOException when the archive cannot be written
   */
  public ImportedDetector importCheckpoint(Path checkpoint, ImportSettings settings, Path archive) {
    try (TorchvisionCheckpoint opened =
        TorchvisionCheckpoint.open(checkpoint, settings.entry(), known)) {
      DetectorWeights weights = DetectorWeights.of(opened, known, settings.eps());
      Map<Integer, String> labels = labels(settings.labels(), weights);
      String source = Digests.of(checkpoint);
      ImportFormats formats = settings.formats();
      requireFormats(formats, weights);
      Optional<Calibration> known = formats.calibrator().flatMap(Calibrator::known);
      String digest = DetectorArchive.write(weights, formats.precision(), known, archive);
      ModelManifest manifest =
          new ModelManifest(
              weights.architecture(),
              labels,
              detector(weights.kind().defaults(), settings, opened),
              formats.precision(),
              formats.formats(),
              digest,
              new Source(
                  checkpoint.getFileName().toString(),
                  source,
                  opened.entry(),
                  OptionalDouble.of(weights.eps().value())),
              settings.licence(),
              clock.instant());
      if (formats.calibrator().isPresent() && known.isEmpty()) {
        manifest = calibrated(formats.calibrator().get(), manifest, weights, archive);
      }
      return new ImportedDetector(
          archive, manifest, weights.eps().value(), remarks(settings, opened, weights));
    } catch (InvalidModelException e) {
      throw new InvalidModelException("checkpoint %s: %s".formatted(checkpoint, e.getMessage()), e);
    } catch (IOException e) {
      throw new InvalidModelException(
          "checkpoint %s: it cannot be read: %s".formatted(checkpoint, e.getMessage()), e);
    }
  }

  /** Writes the archive again with its calibration, and returns its manifest. */
  private static ModelManifest calibrated(
      Calibrator calibrator, ModelManifest manifest, DetectorWeights weights, Path archive) {
    Calibration calibration =
        calibrator.calibrate(
            new ModelVersion("calibration", 1, manifest, manifest.created(), "import"), archive);
    return manifest.withDigest(
        DetectorArchive.write(weights, manifest.precision(), Optional.of(calibration), archive));
  }

  /** Returns the numbers to run with: a training script's, where the user gave none. */
  private static DetectorSettings detector(
      DetectorSettings defaults, ImportSettings settings, TorchvisionCheckpoint opened) {
    Map<String, String> options = new HashMap<>(settings.options());
    OptionalDouble threshold = settings.rpnScoreThreshold();
    if (threshold.isEmpty()) {
      threshold = trainedRpnScoreThreshold(defaults, opened);
    }
    threshold.ifPresent(score -> options.put(RPN_SCORE_THRESHOLD, String.valueOf(score)));
    return defaults.with(options);
  }

  private static OptionalDouble trainedRpnScoreThreshold(
      DetectorSettings defaults, TorchvisionCheckpoint opened) {
    if (!defaults.byOption().containsKey(RPN_SCORE_THRESHOLD)) {
      return OptionalDouble.empty();
    }
    return opened
        .training()
        .map(TrainingArguments::rpnScoreThreshold)
        .orElseGet(OptionalDouble::empty);
  }

  private static List<String> remarks(
      ImportSettings settings, TorchvisionCheckpoint opened, DetectorWeights weights) {
    List<String> remarks = new ArrayList<>(opened.remarks());
    weights.eps().remark().ifPresent(remarks::add);
    OptionalDouble threshold = trainedRpnScoreThreshold(weights.kind().defaults(), opened);
    if (settings.rpnScoreThreshold().isEmpty() && threshold.isPresent()) {
      remarks.add(
          "the training script's arguments say rpn_score_thresh %s, which is used; --rpn-score-threshold gives another"
              .formatted(threshold.getAsDouble()));
    }
    return remarks;
  }

  /**
   * Returns the labels by the ids of the network's classes.
   *
   * @param given by numbers from 1
   * @throws InvalidModelException when a class has none
   */
  private static Map<Integer, String> labels(Map<Integer, String> given, DetectorWeights weights) {
    int last = given.isEmpty() ? 0 : Collections.max(given.keySet());
    boolean withoutBackground = weights.kind().hasOptionalBackground() && last == weights.classes();
    int first = withoutBackground ? 0 : weights.kind().firstClass();
    int classes = weights.classes() - first;
    if (last != classes) {
      throw new InvalidModelException(
          "it has %d classes%s, the labels end at %d (%s): name each class, in the order of training"
              .formatted(
                  classes,
                  first == 1 ? " and the background" : "",
                  last,
                  given.getOrDefault(last, "none")));
    }
    Map<Integer, String> labels = new TreeMap<>();
    given.forEach((number, label) -> labels.put(number - 1 + first, label));
    return labels;
  }

  private static void requireFormats(ImportFormats formats, DetectorWeights weights) {
    Set<ComputeFormat> able = weights.kind().formats(weights.architecture());
    for (ComputeFormat format : formats.formats()) {
      if (!able.contains(format)) {
        throw new InvalidModelException(
            "%s does not compute in %s: expected one of %s; leave %s out of --precision"
                .formatted(weights.architecture(), format, able, format));
      }
    }
  }
}
