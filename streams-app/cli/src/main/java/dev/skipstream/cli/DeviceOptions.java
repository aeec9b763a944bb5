package dev.skipstream.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.DjlDetector;
import dev.skipstream.detect.UnavailableDeviceException;
import dev.skipstream.model.FetchedModel;
import dev.skipstream.model.ModelLoader;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.telemetry.ModelMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
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

  ModelVersion resolve(String uri) {
    return registry.resolve(uri);
  }

  /** Loads a model on the first device: verifies its bytes before. */
  DjlDetector load(ModelVersion version) {
    Device device = devices().get(0);
    return load(version, archive(version), device);
  }

  /**
   * Loads models on every device; the caller closes them.
   *
   * @param metrics is told how long it took
   */
  List<DeviceModels> loadAll(List<ModelVersion> versions, ModelMetrics metrics) {
    return loadAll(versions, devices(), metrics);
  }

  /** Loads models on the given devices; the caller closes them. */
  List<DeviceModels> loadAll(
      List<ModelVersion> versions, List<Device> distinct, ModelMetrics metrics) {
    ModelLoader loader = loader(distinct, metrics);
    List<List<Detector>> loaded = new ArrayList<>();
    try {
      versions.forEach(version -> loaded.add(loader.fetch(version).load()));
    } catch (RuntimeException e) {
      loaded.forEach(ofVersion -> ofVersion.forEach(Detector::close));
      throw e;
    }
    return IntStream.range(0, distinct.size())
        .mapToObj(
            i ->
                new DeviceModels(
                    nameOf(distinct.get(i)),
                    loaded.stream().map(ofVersion -> ofVersion.get(i)).toList()))
        .toList();
  }

  /**
   * Returns the loader of a version on every device.
   *
   * @param metrics is told how long it took
   */
  ModelLoader loader(ModelMetrics metrics) {
    return loader(devices(), metrics);
  }

  /** Returns a loader of versions for the given devices. */
  ModelLoader loader(List<Device> distinct, ModelMetrics metrics) {
    return version -> {
      // Once for all devices: verifying reads the whole archive.
      Path archive = archive(version);
      return new FetchedModel(version, () -> load(version, archive, distinct, metrics));
    };
  }

  private List<Detector> load(
      ModelVersion version, Path archive, List<Device> distinct, ModelMetrics metrics) {
    List<Detector> loaded = new ArrayList<>();
    try {
      distinct.forEach(device -> loaded.add(timed(version, archive, device, metrics)));
      return loaded;
    } catch (RuntimeException e) {
      loaded.forEach(Detector::close);
      throw e;
    }
  }

  private Detector timed(ModelVersion version, Path archive, Device device, ModelMetrics metrics) {
    long started = System.nanoTime();
    Detector detector = load(version, archive, device);
    metrics.loaded(
        version.identity(), nameOf(device), Duration.ofNanos(System.nanoTime() - started));
    return detector;
  }

  private Path archive(ModelVersion version) {
    return registry.artifacts().fetch(version.manifest().digest());
  }

  private DjlDetector load(ModelVersion version, Path archive, Device device) {
    return DjlDetector.load(version, archive, settingsOf(version), device);
  }

  /** Returns the settings of a version. */
  DetectorSettings settingsOf(ModelVersion version) {
    return sizing.over(version.manifest().settings());
  }

  /** The devices' names, as the user writes them. */
  String names() {
    return String.join(",", nameList());
  }

  /** The devices' names as a list. */
  List<String> nameList() {
    return devices().stream().map(DeviceOptions::nameOf).toList();
  }

  /** One device: the named one, or else the first of those that the stream has. */
  List<Device> one(Optional<String> name) {
    return List.of(name.map(DeviceOptions::device).orElseGet(() -> devices().get(0)));
  }

  private List<Device> devices() {
    return devices.stream().map(DeviceOptions::device).distinct().toList();
  }

  /** Returns the name that the user writes. */
  private static String nameOf(Device device) {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : device.getDeviceType();
  }

  private static Device device(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.equals("auto")) {
      return Engine.getInstance().defaultDevice();
    }
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    if (name.matches("gpu(:[0-9]{1,3})?")) {
      // Not Device.fromName, which knows no colon.
      String number = name.substring(name.indexOf(':') + 1);
      return present(text, Device.gpu(name.equals("gpu") ? 0 : Integer.parseInt(number)));
    }
    throw new BadInputException("--device is '%s': expected auto, cpu or gpu:N".formatted(text));
  }

  /** Asked before a model is loaded: PyTorch's own complaint is a page, and blames the model. */
  private static Device present(String text, Device device) {
    int gpus = Engine.getInstance().getGpuCount();
    if (device.isGpu() && device.getDeviceId() >= gpus) {
      throw new UnavailableDeviceException(
          "--device is '%s': PyTorch finds %d GPUs on this machine; choose %s, or check the driver and that PyTorch's native library is a CUDA build"
              .formatted(text, gpus, gpus == 0 ? "cpu" : "gpu:0 to gpu:" + (gpus - 1)));
    }
    return device;
  }
}
