package dev.skipstream.cli;

import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "import",
    description = "Makes a model version of a torchvision Faster R-CNN checkpoint, without Python.",
    footer = {
      "",
      "Example: skipstream models import --torchvision-checkpoint cells.pth --name cells --labels"
          + " RBC,WBC,Platelets --min-size 240 --max-size 320"
    })
final class ModelsImportCommand implements Callable<Integer> {
  @Mixin CheckpointOptions source;
  @Mixin RegistryOption registry;
  @Mixin SizingOptions sizing;
  @Mixin TrainedOptions trained;

  @Option(names = "--name", required = true, description = "the model's name in the registry")
  String name;

  @Option(
      names = "--labels",
      required = true,
      paramLabel = "NAME,...|FILE",
      description =
          "the categories' names, in the order of training, without the background: separated by"
              + " commas; a file with one a line, whose path has a slash or ends in .txt or .names;"
              + " or coco or voc. A dash leaves a class without a name")
  String labels;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description = "of the stored weights: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  Precision precision;

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
    source.requireOne();
    if (eps.isPresent() && !(eps.get() >= 0 && eps.get() < 1)) {
      throw new InvalidModelException(
          "--eps is %s: expected a small number, such as 1e-5".formatted(eps.get()));
    }
    ImportSettings settings =
        new ImportSettings(
            Labels.parse(labels),
            eps.map(OptionalDouble::of).orElseGet(OptionalDouble::empty),
            detector(),
            precision,
            licence,
            entry,
            rpnScoreThreshold.map(OptionalDouble::of).orElseGet(OptionalDouble::empty));
    if (!sizing.hasInputSizes()) {
      System.err.printf(
          "input sizes: %d px the shorter side, %d px the longer, torchvision's where not given; a"
              + " detector that was trained at other sizes finds little: give its own with"
              + " --min-size and --max-size%n",
          settings.detector().minSize(), settings.detector().maxSize());
    }
    // The command reports an unreachable registry before the import, which takes long.
    try (ModelRegistry open = registry.open();
        TemporaryFolder downloads = TemporaryFolder.create("skipstream-checkpoint-")) {
      open.revision();
      Path checkpoint = source.fetch(downloads.path());
      ImportedDetector imported = registry.importCheckpoint(checkpoint, settings);
      imported.remarks().forEach(remark -> System.err.println("import: " + remark));
      ModelVersion version = open.register(name, imported.manifest());
      System.out.println(ModelView.page(version, open.model(name)));
    }
    return ExitCode.DONE.status();
  }

  /** Returns the given settings. The command rejects a wrong one before it reads a checkpoint. */
  private DetectorSettings detector() {
    DetectorSettings settings = trained.over(sizing.over(DetectorSettings.TORCHVISION));
    return rpnScoreThreshold.map(settings::withRpnScoreThreshold).orElse(settings);
  }
}
