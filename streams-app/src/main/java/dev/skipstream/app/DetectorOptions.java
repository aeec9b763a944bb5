package dev.skipstream.app;

import ai.djl.Device;
import dev.skipstream.detect.DjlDetector;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model runs where: shared by every command that detects. */
final class DetectorOptions {
  @Mixin RegistryOption registry;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "URI",
      description = "models:/NAME/VERSION, or models:/NAME for the newest")
  String model;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      description = "auto, cpu, or gpu:N (default: ${DEFAULT-VALUE})")
  String device;

  @Mixin SizingOptions sizing;

  ModelVersion resolve() {
    return registry.registry().resolve(ModelRef.parse(model));
  }

  /** Loads the model: verifies its bytes first. */
  DjlDetector load(ModelVersion version) {
    DetectorSettings settings = sizing.over(version.manifest().settings());
    return DjlDetector.load(
        version, registry.artifacts().fetch(version.manifest().digest()), settings, device());
  }

  private Device device() {
    String name = device.toLowerCase(Locale.ROOT);
    if (name.equals("auto")) {
      return Optional.ofNullable(ai.djl.engine.Engine.getInstance().defaultDevice())
          .orElse(Device.cpu());
    }
    if (name.equals("cpu") || name.matches("gpu(:[0-9]{1,3})?")) {
      return Device.fromName(name);
    }
    throw new BadInputException("--device is '%s': expected auto, cpu or gpu:N".formatted(device));
  }
}
