package dev.skipstream.doctor;

import ai.djl.Device;
import dev.skipstream.compute.CheckUnavailableException;
import dev.skipstream.compute.ComputeCheck;
import dev.skipstream.compute.FormatResult;
import dev.skipstream.detect.ComputeFormats;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DjlDetector;
import dev.skipstream.detect.NetworkLayers;
import dev.skipstream.doctor.DoctorReport.Choice;
import dev.skipstream.doctor.DoctorReport.Format;
import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.CheckListener;
import dev.skipstream.model.ComputeChoice;
import dev.skipstream.model.ComputeSettings;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Findings;
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
 * of the CPU pass the check at load first, because a wrong kernel may end the process.
 *
 * <p>Threading: for one thread.
 */
final class Trial {
  private static final int RUNS = 3;

  private final ModelVersion version;
  private final Path archive;
  private final byte[] image;
  private final Frame frame;
  private final DetectorSettings settings;
  private final ComputeSettings auto;
  private final ComputeCheck check;

  /**
   * Decodes the image.
   *
   * @param archive the version's verified bytes
   * @param auto the settings of the choice
   */
  Trial(ModelVersion version, Path archive, byte[] image, ComputeSettings auto)
      throws InvalidImageException {
    this.version = version;
    this.archive = archive;
    this.image = image;
    this.frame = new ImageDecoder(ImageLimits.DEFAULT).decode(image);
    this.settings = version.manifest().settings();
    this.auto = auto;
    this.check = new ComputeCheck(auto.folder());
  }

  /** Returns the device of {@code --device auto}. */
  Device device() {
    return TorchDevice.AUTO.resolve();
  }

  /** Tries every format of the CPU, and the format of the weights on a GPU. */
  List<Format> formats(Device device) {
    List<Format> formats = new ArrayList<>(ofCpu());
    if (device.isGpu()) {
      ComputeFormat format = ComputeFormats.reference(version.manifest(), device);
      formats.add(timed(device, format, OptionalDouble.empty()));
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
      results = check.of(NetworkLayers.of(version.manifest(), settings), candidates);
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
              : timed(Device.cpu(), format, OptionalDouble.of(results.get(format).millis())));
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
        OptionalInt.empty());
  }

  private Format timed(Device device, ComputeFormat format, OptionalDouble layersMillis) {
    String name = TorchDevice.nameOf(device);
    try (Detector detector = DjlDetector.load(version, archive, settings, device, format)) {
      Findings findings = detector.detect(List.of(frame)).get(0);
      double millis = median(() -> detector.detect(List.of(frame)));
      int found = findings instanceof Boxes boxes ? boxes.detections().size() : 0;
      return new Format(
          name,
          format,
          Optional.empty(),
          layersMillis,
          OptionalDouble.of(millis),
          OptionalInt.of(found));
    } catch (DetectorException e) {
      return unusable(name, format, e.getMessage());
    }
  }

  /**
   * Returns the choice of {@code --device auto --compute auto}.
   *
   * @param noGpu the reason for which the device is no GPU
   * @return empty where no format computes right
   */
  Optional<Choice> choice(Device device, String noGpu, List<Format> formats) {
    try {
      ComputeFormat format =
          new ComputeChoice(auto, UnaryOperator.identity(), CheckListener.IGNORED)
              .of(version, archive, device);
      return Optional.of(
          new Choice(
              TorchDevice.nameOf(device),
              format,
              device.isGpu()
                  ? "PyTorch finds a GPU, which computes in the precision of the weights"
                  : noGpu + "; " + byTheCheck(format, formats)));
    } catch (DetectorException e) {
      return Optional.empty();
    }
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

  /** Returns the time of one processor to decode the image. */
  double decodeMillis() throws InvalidImageException {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    decoder.decode(image);
    return median(
        () -> {
          try {
            decoder.decode(image);
          } catch (InvalidImageException e) {
            throw new IllegalStateException("the image was decoded before", e);
          }
        });
  }

  private static double median(Runnable run) {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      long started = System.nanoTime();
      run.run();
      millis.add((System.nanoTime() - started) / 1e6);
    }
    return millis.stream().sorted().toList().get(RUNS / 2);
  }
}
