package dev.skipstream.app;

import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.registry.server.MlflowModels;
import dev.skipstream.registry.server.RegistryClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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
  @Mixin RegistryOption registry;
  @Mixin SizingOptions sizing;
  @Mixin TrainedOptions trained;

  /** Where the checkpoint is. */
  static final class Source {
    @Option(
        names = "--torchvision-checkpoint",
        required = true,
        paramLabel = "FILE",
        description =
            "a state dict, as torch.save(model.state_dict(), FILE) writes it, or a training's"
                + " checkpoint that has one in an entry")
    Path checkpoint;

    @ArgGroup(exclusive = false)
    Mlflow mlflow;
  }

  /** A model of an MLflow server. */
  static final class Mlflow {
    @Option(
        names = "--mlflow",
        required = true,
        paramLabel = "URL",
        description =
            "take it from an MLflow server, such as http://HOST:5000, with the token of"
                + " MLFLOW_TRACKING_TOKEN")
    URI server;

    @Option(
        names = "--mlflow-model",
        required = true,
        paramLabel = "URI",
        description = "models:/NAME/VERSION, models:/NAME@ALIAS, or models:/NAME, of that server")
    String model;

    @Option(
        names = "--mlflow-file",
        paramLabel = "PATH",
        description =
            "which of the model's artifacts it is (default: the one .pth, .pt or .safetensors)")
    Optional<String> file = Optional.empty();

    Path fetch(Path folder) throws IOException {
      RegistryClient client =
          new RegistryClient(
              RegistryClient.Kind.MLFLOW,
              server,
              Optional.ofNullable(System.getenv("MLFLOW_TRACKING_TOKEN")),
              Optional.empty());
      return new MlflowModels(client).checkpoint(ModelRef.parse(model), file, folder);
    }
  }

  @ArgGroup(multiplicity = "1")
  Source source;

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
    // A registry that cannot be reached is told before the work of importing.
    try (ModelRegistry open = registry.open();
        TemporaryFolder downloads = TemporaryFolder.create("skipstream-checkpoint-")) {
      open.revision();
      Path checkpoint =
          source.mlflow == null ? source.checkpoint : source.mlflow.fetch(downloads.path());
      ImportedDetector imported = registry.importCheckpoint(checkpoint, settings);
      imported.remarks().forEach(remark -> System.err.println("import: " + remark));
      ModelVersion version = open.register(name, imported.manifest());
      System.out.println(ModelView.page(version, open.model(name)));
    }
    return ExitCode.DONE.status();
  }

  /** The settings that were given; a wrong one is told before a checkpoint is read. */
  private DetectorSettings detector() {
    DetectorSettings settings = trained.over(sizing.over(DetectorSettings.TORCHVISION));
    return rpnScoreThreshold.map(settings::withRpnScoreThreshold).orElse(settings);
  }
}
