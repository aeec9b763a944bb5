package dev.skipstream.detect;

import ai.djl.Device;
import dev.skipstream.gpu.NvidiaGpus;
import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.importer.Golden;
import dev.skipstream.registry.importer.Golden.Case;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares each architecture on a device with the CPU in fp32: {@code FormatParity DEVICE
 * FORMAT...}. Prints a table and one line, and ends with exit code 1 where a format differs by more
 * than it may. For docs/acceptance/gpu.sh.
 */
final class FormatParity {
  /** The weights of the formula give scores of 0.4 at most. */
  private static final double COUNTED = 0.2;

  private static final Map<ComputeFormat, Double> MOST =
      Map.of(ComputeFormat.FP32, 0.001, ComputeFormat.FP16, 0.05, ComputeFormat.BF16, 0.1);

  private final Path folder;
  private final Device device;
  private final List<ComputeFormat> formats;
  private final List<String> differences = new ArrayList<>();

  private FormatParity(Path folder, Device device, List<ComputeFormat> formats) {
    this.folder = folder;
    this.device = device;
    this.formats = formats;
  }

  public static void main(String[] args) throws IOException {
    FormatParity parity =
        new FormatParity(
            Files.createTempDirectory("skipstream-parity-"),
            new TorchDevice(args[0]).resolve(),
            Arrays.stream(args)
                .skip(1)
                .map(name -> ComputeFormat.valueOf(name.toUpperCase(Locale.ROOT)))
                .filter(format -> !lacks(args[0], format))
                .toList());
    System.out.println("| architecture | " + String.join(" | ", names(parity.formats)) + " |");
    System.out.println("|---|" + "---|".repeat(parity.formats.size()));
    for (String architecture : Architectures.BUILT_IN.networks()) {
      parity.compare(architecture);
    }
    Files.delete(parity.folder);
    System.out.println();
    System.out.println(
        parity.differences.isEmpty()
            ? "no format differs by more than " + MOST
            : String.join("; ", parity.differences));
    System.exit(parity.differences.isEmpty() ? 0 : 1);
  }

  private static boolean lacks(String device, ComputeFormat format) {
    return NvidiaGpus.here().find(device).flatMap(gpu -> gpu.lacks(format)).isPresent();
  }

  private static List<String> names(List<ComputeFormat> formats) {
    return formats.stream().map(ComputeFormat::toString).toList();
  }

  private void compare(String architecture) throws IOException {
    Golden golden = Golden.of(architecture);
    ImportedDetector imported =
        GoldenNetwork.imported(
            golden, folder, List.of(ComputeFormat.FP32, ComputeFormat.BF16, ComputeFormat.FP16));
    List<Findings> expected = detected(imported, golden, Device.cpu(), ComputeFormat.FP32);
    StringBuilder row = new StringBuilder("| " + architecture + " |");
    for (ComputeFormat format : formats) {
      List<Findings> found = detected(imported, golden, device, format);
      Difference difference = new Difference(COUNTED);
      for (int i = 0; i < expected.size(); i++) {
        difference.add(expected.get(i), found.get(i));
      }
      row.append(String.format(Locale.ROOT, " %.4f |", difference.mean()));
      if (difference.mean() > MOST.get(format)) {
        differences.add(
            String.format(Locale.ROOT, "%s in %s: %.4f", architecture, format, difference.mean()));
      }
    }
    System.out.println(row);
    Files.delete(imported.archive());
  }

  private static List<Findings> detected(
      ImportedDetector imported, Golden golden, Device device, ComputeFormat format) {
    List<Findings> all = new ArrayList<>();
    for (Case one : golden.cases()) {
      try (Detector detector =
          DjlDetector.load(
              GoldenNetwork.version(imported),
              imported.archive(),
              golden.settings(one),
              device,
              format)) {
        all.addAll(detector.detect(GoldenNetwork.frames(one)));
      }
    }
    return all;
  }
}
