package dev.skipstream.cli;

import dev.skipstream.model.CheckListener;
import dev.skipstream.model.ComputeChoice;
import dev.skipstream.model.ComputeSettings;
import dev.skipstream.model.DjlModelLoader;
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

  @Option(
      names = "--compute",
      defaultValue = ComputeSettings.AUTO,
      paramLabel = "FORMAT",
      description =
          "auto, fp32, bf16, int8 or fp16: the number format, one that the model was imported for;"
              + " auto is the fastest as measured on a CPU, and bf16 or fp16 on a GPU that has it"
              + " (default: ${DEFAULT-VALUE})")
  private String compute;

  @Mixin SizingOptions sizing;

  /** Returns the loader of a registry's archives onto the devices. */
  DjlModelLoader loader(RegistryLocation location) {
    return new DjlModelLoader(
        location.artifacts(), devices(), sizing::over, formats(compute()), LoadTimes.IGNORED);
  }

  /** Returns the loader of a replay, which does not fall back to another format. */
  DjlModelLoader replayLoader(RegistryLocation location) {
    return new DjlModelLoader(
        location.artifacts(),
        devices(),
        sizing::over,
        formats(compute().withoutFallBack()),
        LoadTimes.IGNORED);
  }

  private ComputeChoice formats(ComputeSettings settings) {
    return new ComputeChoice(settings, sizing::over, CheckListener.IGNORED);
  }

  /** Returns the number format that the user requests. */
  ComputeSettings compute() {
    return Settings.checked("--", () -> ComputeSettings.parse(compute));
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
