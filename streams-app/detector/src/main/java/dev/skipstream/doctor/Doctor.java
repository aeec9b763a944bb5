package dev.skipstream.doctor;

import ai.djl.Device;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.Libtorch;
import dev.skipstream.detect.Machine;
import dev.skipstream.doctor.DoctorReport.Choice;
import dev.skipstream.doctor.DoctorReport.Cpu;
import dev.skipstream.doctor.DoctorReport.Format;
import dev.skipstream.doctor.DoctorReport.GpuState;
import dev.skipstream.doctor.DoctorReport.Gpus;
import dev.skipstream.doctor.DoctorReport.Memory;
import dev.skipstream.doctor.DoctorReport.Throughput;
import dev.skipstream.doctor.DoctorReport.Torch;
import dev.skipstream.gpu.CudaKernels;
import dev.skipstream.gpu.Gpu;
import dev.skipstream.gpu.GpuReading;
import dev.skipstream.gpu.NvidiaGpus;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.ComputeSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Examines this machine: its hardware and libraries, the number formats, and the time of one frame.
 * A part that is absent becomes a line of the report, never a failure.
 *
 * <p>Threading: for one thread. {@link #examine} blocks for seconds: processes of their own load
 * the model in each format, and check the formats where no earlier check is kept.
 */
public final class Doctor {
  private final ModelVersion version;
  private final Path archive;
  private final byte[] image;
  private final ComputeSettings auto;

  /**
   * Describes the detection to try.
   *
   * @param version of a model
   * @param archive its verified bytes
   * @param image an encoded image, unchanged here
   * @param auto the settings of {@code --compute auto}, with the folder of the kept checks
   */
  public Doctor(ModelVersion version, Path archive, byte[] image, ComputeSettings auto) {
    this.version = version;
    this.archive = archive;
    this.image = image;
    this.auto = auto;
  }

  /**
   * Examines the machine.
   *
   * @throws InvalidImageException when the image cannot be decoded
   */
  public DoctorReport examine() throws InvalidImageException {
    NvidiaGpus nvidia = NvidiaGpus.here();
    Gpus gpus = gpus(nvidia);
    Torch torch = torch();
    HostSystem system = HostSystem.here();
    List<Format> formats = List.of();
    Optional<Choice> choice = Optional.empty();
    Optional<Throughput> throughput = Optional.empty();
    Cpu cpu = cpu();
    if (torch.fault().isEmpty()) {
      cpu = cpu(Machine.here());
      double decodeMillis = decodeMillis();
      try (TemporaryFolder work = TemporaryFolder.create("skipstream-trial-")) {
        Trial trial =
            new Trial(
                version,
                archive,
                auto,
                new TrialProcess(work.path(), version.manifest(), archive, image));
        Device device = trial.device();
        formats = trial.formats(device);
        choice = trial.choice(device, noGpu(gpus, torch), formats);
        throughput = throughput(decodeMillis, choice, formats);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new DoctorReport(
        "%s %s %s, Java %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                System.getProperty("java.version")),
        cpu,
        memory(),
        gpus,
        torch,
        formats,
        choice,
        throughput,
        new MissingParts(system, gpus, torch).find());
  }

  private static String noGpu(Gpus gpus, Torch torch) {
    return gpus.fault().orElseGet(() -> "libtorch is a build for " + torch.build().orElse("cpu"));
  }

  /** Returns the time of one processor to decode the image. */
  private double decodeMillis() throws InvalidImageException {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    decoder.decode(image);
    return Median.millis(
        () -> {
          try {
            decoder.decode(image);
          } catch (InvalidImageException e) {
            throw new IllegalStateException("the image was decoded before", e);
          }
        });
  }

  private static Optional<Throughput> throughput(
      double decodeMillis, Optional<Choice> choice, List<Format> formats) {
    return choice.flatMap(
        chosen ->
            formats.stream()
                .filter(one -> one.device().equals(chosen.device()))
                .filter(one -> one.format() == chosen.compute())
                .map(
                    one ->
                        Throughput.of(
                            decodeMillis, Runtime.getRuntime().availableProcessors(), one))
                .findFirst());
  }

  private static Gpus gpus(NvidiaGpus nvidia) {
    try {
      return new Gpus(
          nvidia.fault(),
          nvidia.driverVersion(),
          nvidia.cudaVersion(),
          nvidia.gpus().stream().map(gpu -> state(nvidia, gpu)).toList());
    } catch (IllegalStateException e) {
      return new Gpus(
          Optional.of(e.getMessage()), nvidia.driverVersion(), Optional.empty(), List.of());
    }
  }

  private static GpuState state(NvidiaGpus nvidia, Gpu gpu) {
    GpuReading reading = nvidia.read(gpu);
    Map<ComputeFormat, String> kernels = new TreeMap<>();
    for (ComputeFormat format : ComputeFormat.values()) {
      if (gpu.lacks(format).isEmpty()) {
        kernels.put(format, CudaKernels.of(gpu, format, System.getenv()));
      }
    }
    return new GpuState(gpu, reading.usedBytes(), reading.celsius(), kernels);
  }

  private static Torch torch() {
    try {
      Libtorch loaded = Libtorch.load();
      return new Torch(
          Optional.of(loaded.version()), Optional.of(loaded.build()), Optional.empty());
    } catch (DetectorException e) {
      return new Torch(Optional.empty(), Optional.empty(), Optional.of(e.getMessage()));
    }
  }

  private static Cpu cpu() {
    return new Cpu(
        Optional.empty(),
        Runtime.getRuntime().availableProcessors(),
        new TreeSet<>(),
        new TreeMap<>());
  }

  private static Cpu cpu(Machine machine) {
    Map<ComputeFormat, String> kernels = new TreeMap<>();
    for (ComputeFormat format : ComputeFormat.values()) {
      if (machine.lacks(format).isEmpty()) {
        kernels.put(format, machine.kernels(format));
      }
    }
    return new Cpu(
        Optional.of(machine.cpu()),
        Runtime.getRuntime().availableProcessors(),
        new TreeSet<>(machine.flags()),
        kernels);
  }

  private static Memory memory() {
    long bytes =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 0;
    return new Memory(bytes, Runtime.getRuntime().maxMemory());
  }
}
