package dev.skipstream.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the model and its devices: shared by the commands that detect with one model. */
final class DetectorOptions {
  @Mixin DeviceOptions device;

  @Option(
      names = "--model",
      defaultValue = StreetModel.URI,
      paramLabel = "URI",
      description =
          "models:/NAME/VERSION, models:/NAME@ALIAS, or models:/NAME for the newest (default:"
              + " ${DEFAULT-VALUE}, the bundled model)")
  String model;
}
