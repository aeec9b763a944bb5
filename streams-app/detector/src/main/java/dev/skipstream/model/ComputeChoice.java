package dev.skipstream.model;

import ai.djl.Device;
import dev.skipstream.compute.CheckUnavailableException;
import dev.skipstream.compute.ComputeCheck;
import dev.skipstream.compute.FormatResult;
import dev.skipstream.detect.ComputeFormats;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.LayerShape;
import dev.skipstream.detect.Machine;
import dev.skipstream.detect.NetworkLayers;
import dev.skipstream.gpu.Gpu;
import dev.skipstream.gpu.NvidiaGpus;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.ComputeFormat;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice of {@code --compute}: a requested format, or the fastest one of those that the model
 * was imported for. On a CPU, the check at load measures them on this machine, and a format that
 * fails it is not used. On a GPU, it is a format of 16 bits where the GPU has fast kernels of it.
 *
 * <p>Threading: any thread. {@link #of} blocks for seconds at the first load of a network on a
 * machine.
 */
public final class ComputeChoice implements FormatChoice {
  private static final Logger LOG = LoggerFactory.getLogger(ComputeChoice.class);

  /** bf16 before fp16: it has the range of fp32, in which the weights were trained. */
  private static final List<ComputeFormat> FASTEST_OF_A_GPU =
      List.of(ComputeFormat.BF16, ComputeFormat.FP16, ComputeFormat.FP32);

  /** The check of the machine; tests have their own. */
  interface Check {
    Machine machine();

    Map<ComputeFormat, FormatResult> of(
        Map<LayerShape, Integer> layers, Collection<ComputeFormat> formats);
  }

  private record MachineCheck(ComputeCheck check) implements Check {
    @Override
    public Machine machine() {
      return check.machine();
    }

    @Override
    public Map<ComputeFormat, FormatResult> of(
        Map<LayerShape, Integer> layers, Collection<ComputeFormat> formats) {
      return check.of(layers, formats);
    }
  }

  private final ComputeSettings settings;
  private final UnaryOperator<DetectorSettings> sizing;
  private final CheckListener listener;
  private final Supplier<Check> checks;
  private final Function<String, Optional<Gpu>> gpus;

  /**
   * Creates a choice.
   *
   * @param sizing returns the settings to run with, of those of a version's manifest
   * @param listener receives the formats that fail the check
   */
  public ComputeChoice(
      ComputeSettings settings, UnaryOperator<DetectorSettings> sizing, CheckListener listener) {
    this(
        settings,
        sizing,
        listener,
        () -> new MachineCheck(new ComputeCheck(settings.folder())),
        device -> NvidiaGpus.here().find(device));
  }

  ComputeChoice(
      ComputeSettings settings,
      UnaryOperator<DetectorSettings> sizing,
      CheckListener listener,
      Supplier<Check> checks,
      Function<String, Optional<Gpu>> gpus) {
    this.checks = checks;
    this.gpus = gpus;
    this.settings = settings;
    this.sizing = sizing;
    this.listener = listener;
  }

  /**
   * Chooses the format.
   *
   * @throws InvalidModelException when the version was not imported for the requested format
   * @throws DetectorException when the machine lacks the requested format, or computes wrong in it;
   *     or in a replay, when a format fails the check
   */
  @Override
  public ComputeFormat of(ModelVersion version, Path archive, Device device) {
    ModelManifest manifest = version.manifest();
    ComputeFormat reference = ComputeFormats.reference(manifest, device);
    Collection<ComputeFormat> imported = ComputeFormats.of(manifest, device);
    settings.format().ifPresent(format -> requireImported(version, format, imported, device));
    if (device.isGpu()) {
      return ofGpu(version, imported, device);
    }
    Map<LayerShape, Integer> layers = NetworkLayers.of(manifest, sizing.apply(manifest.settings()));
    if (layers.isEmpty()) {
      return settings.format().orElse(reference);
    }
    Check check = checks.get();
    settings.format().ifPresent(format -> requireKernels(version, format, check.machine()));
    List<ComputeFormat> candidates =
        settings.format().isPresent()
            ? List.of(settings.format().get())
            : imported.stream().filter(one -> check.machine().lacks(one).isEmpty()).toList();
    Map<ComputeFormat, FormatResult> results;
    try {
      results = check.of(layers, candidates);
    } catch (CheckUnavailableException e) {
      return unchecked(version, reference, e);
    }
    return choose(version, results);
  }

  private ComputeFormat ofGpu(
      ModelVersion version, Collection<ComputeFormat> imported, Device device) {
    String name = TorchDevice.nameOf(device);
    Optional<Gpu> gpu = gpus.apply(name);
    if (settings.format().isPresent()) {
      ComputeFormat asked = settings.format().get();
      Optional<String> reason = gpu.flatMap(one -> one.lacks(asked));
      if (reason.isPresent()) {
        throw new DetectorException(
            "--compute %s: %s %s; choose %s for %s"
                .formatted(asked, name, reason.get(), ComputeSettings.AUTO, version.uri()));
      }
      return asked;
    }
    ComputeFormat chosen =
        gpu.flatMap(one -> fastest(one, imported))
            .orElseGet(() -> ComputeFormats.reference(version.manifest(), device));
    LOG.info("{} computes in {} on {}, of {}", version.uri(), chosen, name, imported);
    return chosen;
  }

  private static Optional<ComputeFormat> fastest(Gpu gpu, Collection<ComputeFormat> imported) {
    return FASTEST_OF_A_GPU.stream()
        .filter(format -> imported.contains(format) && gpu.lacks(format).isEmpty())
        .findFirst();
  }

  private ComputeFormat choose(ModelVersion version, Map<ComputeFormat, FormatResult> results) {
    results.forEach(
        (format, result) -> result.failure().ifPresent(why -> report(version, format, why)));
    ComputeFormat chosen =
        results.entrySet().stream()
            .filter(one -> one.getValue().isRight())
            .min(Comparator.comparingDouble(one -> one.getValue().millis()))
            .map(Map.Entry::getKey)
            .orElseThrow(
                () ->
                    new DetectorException(
                        "%s: no number format of %s computes right on this machine: %s"
                            .formatted(
                                version.uri(),
                                results.keySet(),
                                results.values().iterator().next().failure().orElseThrow())));
    LOG.info("{} computes in {}, of {}", version.uri(), chosen, new TreeSet<>(results.keySet()));
    return chosen;
  }

  private void report(ModelVersion version, ComputeFormat format, String why) {
    listener.failed(format);
    if (settings.format().isPresent()) {
      throw new DetectorException(
          "%s: %s computes wrong on this machine: %s; choose another --compute"
              .formatted(version.uri(), format, why));
    }
    if (!settings.fallsBack()) {
      throw new DetectorException(
          "%s: %s computes wrong on this machine: %s; a replay does not fall back to another format: give it with --compute"
              .formatted(version.uri(), format, why));
    }
    LOG.error(
        "{}: {} is not used, it computes wrong on this machine: {}", version.uri(), format, why);
  }

  private ComputeFormat unchecked(
      ModelVersion version, ComputeFormat reference, CheckUnavailableException why) {
    ComputeFormat asked = settings.format().orElse(reference);
    if (asked != reference || !settings.fallsBack()) {
      throw new DetectorException(
          "%s: %s is not checked on this machine: %s"
              .formatted(version.uri(), asked, why.getMessage()),
          why);
    }
    LOG.warn("{} computes in {}, unchecked: {}", version.uri(), reference, why.getMessage());
    return reference;
  }

  private static void requireImported(
      ModelVersion version,
      ComputeFormat format,
      Collection<ComputeFormat> imported,
      Device device) {
    if (imported.contains(format)) {
      return;
    }
    boolean elsewhere = format == (device.isGpu() ? ComputeFormat.INT8 : ComputeFormat.FP16);
    throw new InvalidModelException(
        "--compute %s: %s computes in %s on %s; choose one of these%s"
            .formatted(
                format,
                version.uri(),
                imported,
                TorchDevice.nameOf(device),
                elsewhere
                    ? ", because %s is for %ss"
                        .formatted(format, format == ComputeFormat.INT8 ? "CPU" : "GPU")
                    : ", or import its checkpoint again with --precision " + format));
  }

  private static void requireKernels(ModelVersion version, ComputeFormat format, Machine machine) {
    Optional<String> reason = machine.lacks(format);
    if (reason.isPresent()) {
      throw new DetectorException(
          "--compute %s: this CPU %s; choose %s for %s"
              .formatted(format, reason.get(), ComputeSettings.AUTO, version.uri()));
    }
  }
}
