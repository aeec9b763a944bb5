package dev.skipstream.app;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DjlDetector;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      split = ",",
      paramLabel = "DEVICE",
      description = "auto, cpu, or gpu:N,... (default: ${DEFAULT-VALUE})")
  List<String> devices;

  @Mixin SizingOptions sizing;

  ModelVersion resolve() {
    return registry.registry().resolve(ModelRef.parse(model));
  }

  /** Loads the model on the first device: verifies its bytes before. */
  DjlDetector load(ModelVersion version) {
    return load(version, archive(version), devices().get(0));
  }

  /** Loads the model on every device; whoever calls closes them. */
  List<Detector> loadAll(ModelVersion version) {
    // Once for all devices: verifying reads the whole archive.
    Path archive = archive(version);
    List<Detector> loaded = new ArrayList<>();
    try {
      devices().forEach(device -> loaded.add(load(version, archive, device)));
      return loaded;
    } catch (RuntimeException e) {
      loaded.forEach(Detector::close);
      throw e;
    }
  }

  private Path archive(ModelVersion version) {
    return registry.artifacts().fetch(version.manifest().digest());
  }

  private DjlDetector load(ModelVersion version, Path archive, Device device) {
    DetectorSettings settings = sizing.over(version.manifest().settings());
    return DjlDetector.load(version, archive, settings, device);
  }

  private List<Device> devices() {
    return devices.stream().map(DetectorOptions::device).distinct().toList();
  }

  private static Device device(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.equals("auto")) {
      return Engine.getInstance().defaultDevice();
    }
    if (name.equals("cpu") || name.matches("gpu(:[0-9]{1,3})?")) {
      return Device.fromName(name);
    }
    throw new BadInputException("--device is '%s': expected auto, cpu or gpu:N".formatted(text));
  }
}
