package dev.skipstream.cli;

import dev.skipstream.model.DjlModelLoader;
import dev.skipstream.model.FormatChoice;
import dev.skipstream.model.LoadTimes;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.location.RegistryLocation;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the location and the devices of models: shared by every command that loads one. */
final class DeviceOptions {
  @Mixin RegistryOption registry;

  @Option(
      names = "--device",
      defaultValue = "auto",
      split = ",",
      paramLabel = "DEVICE",
      description = "auto, cpu, or gpu:N,... (default: ${DEFAULT-VALUE})")
  List<String> devices;

  @Mixin SizingOptions sizing;

  /** Returns the loader of a registry's archives onto the devices. */
  DjlModelLoader loader(RegistryLocation location) {
    return new DjlModelLoader(
        location.artifacts(), devices(), sizing::over, FormatChoice.REFERENCE, LoadTimes.IGNORED);
  }

  /** Returns the settings that a version runs with. */
  DetectorSettings settingsOf(ModelVersion version) {
    return sizing.over(version.manifest().settings());
  }

  /** Returns the devices' names, as the user writes them; {@code auto} is resolved. */
  String names() {
    return String.join(",", TorchDevice.namesOf(devices()));
  }

  List<TorchDevice> devices() {
    return devices.stream().map(DeviceOptions::device).toList();
  }

  static TorchDevice device(String name) {
    return Settings.checked("--", () -> new TorchDevice(name));
  }
}
