package dev.skipstream.doctor;

import ai.djl.Device;
import dev.skipstream.compute.CheckUnavailableException;
import dev.skipstream.compute.ComputeCheck;
import dev.skipstream.compute.FormatResult;
import dev.skipstream.detect.ComputeFormats;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.NetworkLayers;
import dev.skipstream.doctor.DoctorReport.Choice;
import dev.skipstream.doctor.DoctorReport.Format;
import dev.skipstream.gpu.NvidiaGpus;
import dev.skipstream.model.BatchSweep;
import dev.skipstream.model.CheckListener;
import dev.skipstream.model.ComputeChoice;
import dev.skipstream.model.ComputeSettings;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.ComputeFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The detection in one frame, in each number format in which this machine may compute. The formats
 * of the CPU pass the check at load first. Each detection has a process of its own, because a wrong
 * kernel may end it.
 *
 * <p>Threading: for one thread.
 */
final class Trial {
  private final ModelVersion version;
  private final Path archive;
  private final ComputeSettings auto;
  private final ComputeCheck check;
  private final TrialProcess process;

  /**
   * Describes the trial.
   *
   * @param archive the version's verified bytes
   * @param auto the settings of the choice
   * @param process detects
   */
  Trial(ModelVersion version, Path archive, ComputeSettings auto, TrialProcess process) {
    this.version = version;
    this.archive = archive;
    this.auto = auto;
    this.process = process;
    this.check = new ComputeCheck(auto.folder());
  }

  /** Returns the device of {@code --device auto}. */
  Device device() {
    return TorchDevice.AUTO.resolve();
  }

  /** Tries every format of the CPU, and of a GPU. */
  List<Format> formats(Device device) {
    List<Format> formats = new ArrayList<>(ofCpu());
    if (device.isGpu()) {
      formats.addAll(ofGpu(device));
    }
    return formats;
  }

  private List<Format> ofGpu(Device device) {
    String name = TorchDevice.nameOf(device);
    NvidiaGpus nvidia = NvidiaGpus.here();
    List<Format> formats = new ArrayList<>();
    for (ComputeFormat format : ComputeFormats.of(version.manifest(), device)) {
      Optional<String> lacks = nvidia.find(name).flatMap(gpu -> gpu.lacks(format));
      formats.add(
          lacks.isPresent()
              ? unusable(name, format, name + " " + lacks.get())
              : timed(name, format, OptionalDouble.empty()));
    }
    return formats;
  }

  private List<Format> ofCpu() {
    Map<ComputeFormat, String> unusable = new EnumMap<>(ComputeFormat.class);
    List<ComputeFormat> imported = List.copyOf(ComputeFormats.of(version.manifest(), Device.cpu()));
    imported.forEach(
        format ->
            check
                .machine()
                .lacks(format)
                .ifPresent(why -> unusable.put(format, "this CPU " + why)));
    List<ComputeFormat> candidates =
        imported.stream().filter(format -> !unusable.containsKey(format)).toList();
    Map<ComputeFormat, FormatResult> results = Map.of();
    try {
      results =
          check.of(NetworkLayers.of(version.manifest(), version.manifest().settings()), candidates);
    } catch (CheckUnavailableException e) {
      candidates.forEach(format -> unusable.put(format, "unchecked: " + e.getMessage()));
    }
    results.forEach(
        (format, result) -> result.failure().ifPresent(why -> unusable.put(format, why)));
    List<Format> formats = new ArrayList<>();
    for (ComputeFormat format : imported) {
      formats.add(
          unusable.containsKey(format)
              ? unusable("cpu", format, unusable.get(format))
              : timed("cpu", format, OptionalDouble.of(results.get(format).millis())));
    }
    return formats;
  }

  private static Format unusable(String device, ComputeFormat format, String why) {
    return new Format(
        device,
        format,
        Optional.of(why),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  private Format timed(String device, ComputeFormat format, OptionalDouble layersMillis) {
    try {
      TrialResult result = process.run(device, format);
      return new Format(
          device,
          format,
          Optional.empty(),
          layersMillis,
          OptionalDouble.of(result.millis()),
          OptionalInt.of(result.detections()),
          result.batches().map(BatchSweep.Result::rates));
    } catch (TrialFailedException e) {
      return unusable(device, format, e.getMessage());
    }
  }

  /**
   * Returns the choice of {@code --device auto --compute auto}.
   *
   * @param noGpu the reason for which the device is no GPU
   * @param formats as tried
   * @return empty where no format computes right, or the detection fails in the chosen one
   */
  Optional<Choice> choice(Device device, String noGpu, List<Format> formats) {
    String name = TorchDevice.nameOf(device);
    ComputeFormat chosen;
    try {
      chosen =
          new ComputeChoice(auto, UnaryOperator.identity(), CheckListener.IGNORED)
              .of(version, archive, device);
    } catch (DetectorException e) {
      return Optional.empty();
    }
    boolean detects =
        formats.stream()
            .anyMatch(
                one ->
                    one.device().equals(name)
                        && one.format() == chosen
                        && one.unusable().isEmpty());
    return detects
        ? Optional.of(
            new Choice(
                name,
                chosen,
                device.isGpu()
                    ? "PyTorch finds a GPU; of the model's formats, %s is the fastest that it has"
                        .formatted(chosen)
                    : noGpu + "; " + byTheCheck(chosen, formats)))
        : Optional.empty();
  }

  private static String byTheCheck(ComputeFormat chosen, List<Format> formats) {
    String times =
        formats.stream()
            .filter(one -> one.layersMillis().isPresent())
            .map(
                one ->
                    String.format(
                        Locale.ROOT, "%s %.0f ms", one.format(), one.layersMillis().getAsDouble()))
            .collect(Collectors.joining(", "));
    return times.isEmpty()
        ? chosen + " needs no check"
        : "%s is the fastest in the check at load (%s)".formatted(chosen, times);
  }
}
