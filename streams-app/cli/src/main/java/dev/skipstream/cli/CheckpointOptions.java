package dev.skipstream.cli;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.server.MlflowModels;
import dev.skipstream.registry.server.RegistryClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options for the checkpoint of an import: a file, or a model of an MLflow server. */
final class CheckpointOptions {
  @Option(
      names = "--torchvision-checkpoint",
      paramLabel = "FILE",
      description =
          "a state dict, as torch.save(model.state_dict(), FILE) writes it, or a training's"
              + " checkpoint that has one in an entry. Needed, unless --mlflow or --torchscript is"
              + " given")
  private Optional<Path> file;

  @Option(
      names = "--mlflow",
      paramLabel = "URL",
      description =
          "take it from an MLflow server, such as http://HOST:5000, with the token of"
              + " MLFLOW_TRACKING_TOKEN. Needs --mlflow-model")
  private Optional<URI> server;

  @Option(
      names = "--mlflow-model",
      paramLabel = "URI",
      description = "models:/NAME/VERSION, models:/NAME@ALIAS, or models:/NAME, of that server")
  private Optional<String> model;

  @Option(
      names = "--mlflow-file",
      paramLabel = "PATH",
      description =
          "which of the model's artifacts it is (default: the one .pth, .pt or .safetensors)")
  private Optional<String> artifact;

  /**
   * Checks that one place is given.
   *
   * @throws BadInputException when none is, two are, or a part of one is missing
   */
  void requireOne() {
    if (file.isPresent() == server.isPresent()) {
      throw new BadInputException(
          "%s: expected --torchvision-checkpoint FILE, --mlflow URL with --mlflow-model URI, or --torchscript FILE"
              .formatted(
                  file.isPresent()
                      ? "--torchvision-checkpoint and --mlflow are both given"
                      : "no checkpoint is given"));
    }
    if (server.isPresent() != model.isPresent()) {
      throw new BadInputException(
          "%s is given alone: expected --mlflow URL with --mlflow-model URI"
              .formatted(server.isPresent() ? "--mlflow" : "--mlflow-model"));
    }
    if (artifact.isPresent() && server.isEmpty()) {
      throw new BadInputException("--mlflow-file is given without --mlflow");
    }
  }

  /**
   * Checks that no place is given beside another source.
   *
   * @throws BadInputException when one is
   */
  void requireNone(String other) {
    if (file.isPresent() || server.isPresent()) {
      throw new BadInputException(
          "%s and %s are both given: expected one of them"
              .formatted(other, file.isPresent() ? "--torchvision-checkpoint" : "--mlflow"));
    }
  }

  /** Returns the checkpoint's file, after a download to the folder where it is not a local one. */
  Path fetch(Path folder) throws IOException {
    if (file.isPresent()) {
      return file.get();
    }
    RegistryClient client =
        new RegistryClient(
            RegistryClient.Kind.MLFLOW,
            server.orElseThrow(),
            Optional.ofNullable(System.getenv("MLFLOW_TRACKING_TOKEN")),
            Optional.empty());
    return new MlflowModels(client)
        .checkpoint(ModelRef.parse(model.orElseThrow()), artifact, folder);
  }
}
