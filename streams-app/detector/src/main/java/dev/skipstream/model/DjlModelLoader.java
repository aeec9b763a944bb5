package dev.skipstream.model;

import ai.djl.Device;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.DjlDetector;
import dev.skipstream.detect.Libtorch;
import dev.skipstream.detect.TorchScriptDetector;
import dev.skipstream.gpu.CudaKernels;
import dev.skipstream.gpu.Gpu;
import dev.skipstream.gpu.NvidiaGpus;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.TorchScriptSettings;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.schemas.event.ComputeFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads versions from an artifact store onto devices, with PyTorch.
 *
 * <p>Threading: immutable, for any thread. Each method blocks while it fetches, verifies and loads.
 */
public final class DjlModelLoader implements ModelLoader {
  private static final Logger LOG = LoggerFactory.getLogger(DjlModelLoader.class);

  private final ArtifactStore artifacts;
  private final List<Device> devices;
  private final UnaryOperator<DetectorSettings> settings;
  private final FormatChoice formats;
  private final LoadTimes times;

  /** Loads versions with the settings of their manifests. */
  public DjlModelLoader(ArtifactStore artifacts, List<TorchDevice> devices) {
    this(artifacts, devices, UnaryOperator.identity(), FormatChoice.REFERENCE, LoadTimes.IGNORED);
  }

  /**
   * Creates a loader; asks PyTorch for the devices.
   *
   * @param artifacts has the archives
   * @param devices at least one; two names of one device are one device
   * @param settings returns the settings to run with, of those of a version's manifest
   * @param formats chooses the number format of a version on a device
   * @param times receives the load times
   * @throws dev.skipstream.detect.UnavailableDeviceException when PyTorch does not find a device
   */
  public DjlModelLoader(
      ArtifactStore artifacts,
      List<TorchDevice> devices,
      UnaryOperator<DetectorSettings> settings,
      FormatChoice formats,
      LoadTimes times) {
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("no device: expected at least one to load models on");
    }
    this.artifacts = artifacts;
    this.devices = TorchDevice.resolve(devices);
    this.settings = settings;
    this.formats = formats;
    this.times = times;
    if (this.devices.stream().anyMatch(Device::isGpu)) {
      warnOfAbsentKernels();
    }
  }

  /** PyTorch's own error, "no kernel image is available", comes with the first batch. */
  private void warnOfAbsentKernels() {
    String build = Libtorch.load().build();
    for (Gpu gpu : NvidiaGpus.here().gpus()) {
      CudaKernels.lacks(build, gpu)
          .filter(why -> devices.stream().map(TorchDevice::nameOf).anyMatch(gpu.device()::equals))
          .ifPresent(
              why ->
                  LOG.error(
                      "{}: fetch {} and name it with PYTORCH_LIBRARY_PATH",
                      why,
                      CudaKernels.NEWER));
    }
  }

  @Override
  public FetchedModel fetch(ModelVersion version) {
    // Once for all devices: verifying reads the whole archive.
    Path archive = artifacts.fetch(version.manifest().digest());
    return new FetchedModel(version, () -> loadOnAll(version, archive));
  }

  /** Loads a version on the first device; the caller closes the detector. */
  public Detector load(ModelVersion version) {
    return load(version, artifacts.fetch(version.manifest().digest()), devices.get(0));
  }

  /** Loads versions on every device; the caller closes the result. */
  public List<DeviceModels> loadAll(List<ModelVersion> versions) {
    List<List<Detector>> loaded = new ArrayList<>();
    try {
      versions.forEach(version -> loaded.add(fetch(version).load()));
    } catch (RuntimeException e) {
      loaded.forEach(ofVersion -> ofVersion.forEach(Detector::close));
      throw e;
    }
    return IntStream.range(0, devices.size())
        .mapToObj(
            i ->
                new DeviceModels(
                    TorchDevice.nameOf(devices.get(i)),
                    loaded.stream().map(ofVersion -> ofVersion.get(i)).toList()))
        .toList();
  }

  private List<Detector> loadOnAll(ModelVersion version, Path archive) {
    List<Detector> loaded = new ArrayList<>();
    try {
      devices.forEach(device -> loaded.add(load(version, archive, device)));
      return loaded;
    } catch (RuntimeException e) {
      loaded.forEach(Detector::close);
      throw e;
    }
  }

  private Detector load(ModelVersion version, Path archive, Device device) {
    long started = System.nanoTime();
    DetectorSettings own = settings.apply(version.manifest().settings());
    ComputeFormat format = formats.of(version, archive, device);
    Detector detector =
        own instanceof TorchScriptSettings torchScript
            ? TorchScriptDetector.load(version, archive, torchScript, device)
            : DjlDetector.load(version, archive, own, device, format);
    times.loaded(
        version.identity(),
        TorchDevice.nameOf(device),
        Duration.ofNanos(System.nanoTime() - started));
    return detector;
  }
}
