package dev.skipstream.cli;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.SidedSettings;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.ImportFormats;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedVersion;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.registry.importer.VersionImport;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "import",
    description =
        "Makes a model version of a torchvision checkpoint, or of your own detector in TorchScript,"
            + " without Python.",
    footer = {
      "",
      "Example: skipstream models import --torchvision-checkpoint cells.pth --name cells --labels"
          + " RBC,WBC,Platelets --min-size 240 --max-size 320",
      "Example: skipstream models import --torchscript best.torchscript --output-format yolov8"
          + " --labels person,dog --name pets"
    })
final class ModelsImportCommand implements Callable<Integer> {
  @Mixin CheckpointOptions source;
  @Mixin TorchScriptOptions torchScript;
  @Mixin RegistryOption registry;
  @Mixin SizingOptions sizing;
  @Mixin TrainedOptions trained;
  @Mixin ClassifierOptions classifier;

  @Option(names = "--name", required = true, description = "the model's name in the registry")
  String name;

  @Option(
      names = "--labels",
      required = true,
      paramLabel = "NAME,...|FILE",
      description =
          "the categories' names, in the order of training, without the background: separated by"
              + " commas; a file with one a line, whose path has a slash or ends in .txt or .names;"
              + " or coco, voc or imagenet. A dash leaves a class without a name")
  String labels;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      split = ",",
      paramLabel = "FORMAT,...",
      description =
          "number formats to compute in: ${COMPLETION-CANDIDATES}. A machine computes in one of"
              + " them or in fp32; int8 is for CPUs, fp16 for GPUs. The first is the format of the"
              + " stored weights; int8 stores fp32 and needs --calibrate (default:"
              + " ${DEFAULT-VALUE})")
  List<ComputeFormat> precision;

  @Mixin CalibrationOptions calibration;

  @Option(
      names = "--entry",
      paramLabel = "NAME",
      description =
          "the checkpoint's entry to take the weights from, such as model_ema (default: the one"
              + " state dict that it has, or the one under model, model_state_dict or state_dict)")
  Optional<String> entry;

  @Option(
      names = "--eps",
      paramLabel = "NUMBER",
      description =
          "of the batch norms (default: 0 for torchvision's COCO weights, 1e-5 otherwise)")
  Optional<Double> eps;

  @Option(
      names = "--rpn-score-threshold",
      paramLabel = "SCORE",
      description =
          "proposals with a lower score are dropped (default: that of the training script's"
              + " arguments, or 0)")
  Optional<Double> rpnScoreThreshold;

  @Option(
      names = "--licence",
      defaultValue = "unknown",
      paramLabel = "TEXT",
      description = "of the weights, for the record (default: ${DEFAULT-VALUE})")
  String licence;

  @Override
  public Integer call() throws IOException {
    ModelRef.requireName(name);
    ImportedVersion imported = torchScript.isGiven() ? ofTorchScript() : ofCheckpoint();
    imported.remarks().forEach(remark -> System.err.println("import: " + remark));
    System.out.println(ModelView.page(imported.version(), imported.model()));
    return ExitCode.DONE.status();
  }

  private ImportedVersion ofTorchScript() throws IOException {
    source.requireNone("--torchscript");
    if (!precision.equals(List.of(ComputeFormat.FP32)) || calibration.source.isPresent()) {
      throw new BadInputException(
          "--torchscript computes in fp32, and --precision is %s: leave --precision and --calibrate away"
              .formatted(precision));
    }
    return torchScript.importVersion(
        registry.location(), name, Labels.parse(labels), options(), licence);
  }

  private ImportedVersion ofCheckpoint() throws IOException {
    source.requireOne();
    if (eps.isPresent() && !(eps.get() >= 0 && eps.get() < 1)) {
      throw new InvalidModelException(
          "--eps is %s: expected a small number, such as 1e-5".formatted(eps.get()));
    }
    ImportSettings settings =
        new ImportSettings(
            Labels.parse(labels),
            eps.map(OptionalDouble::of).orElseGet(OptionalDouble::empty),
            options(),
            ImportFormats.of(precision, calibration.calibrator()),
            licence,
            entry,
            rpnScoreThreshold.map(OptionalDouble::of).orElseGet(OptionalDouble::empty));
    // A wrong setting is told before a checkpoint is read.
    var unused = Architectures.BUILT_IN.accepting(settings.options());
    ImportedVersion imported =
        new DetectorImporter(Clock.systemUTC())
            .importVersion(registry.location(), new VersionImport(name, source::fetch, settings));
    if (imported.version().manifest().settings() instanceof SidedSettings sides
        && !sizing.hasInputSizes()) {
      System.err.printf(
          "input sizes: %d px the shorter side, %d px the longer, torchvision's where not given; a"
              + " detector that was trained at other sizes finds little: give its own with"
              + " --min-size and --max-size%n",
          sides.minSize(), sides.maxSize());
    }
    return imported;
  }

  /** Returns the settings that were given, by the name of their option. */
  private Map<String, String> options() {
    Map<String, String> options = new TreeMap<>(sizing.overrides());
    options.putAll(trained.given());
    options.putAll(classifier.given());
    rpnScoreThreshold.ifPresent(score -> options.put("rpn-score-threshold", String.valueOf(score)));
    return options;
  }
}
