package dev.skipstream.cli;

import dev.skipstream.detect.TorchScriptTrialProcess;
import dev.skipstream.registry.TorchScriptOutput;
import dev.skipstream.registry.importer.ImportedVersion;
import dev.skipstream.registry.importer.TorchScriptImport;
import dev.skipstream.registry.importer.TorchScriptImporter;
import dev.skipstream.registry.location.RegistryLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options for the import of a user's own detector, a TorchScript file. */
final class TorchScriptOptions {
  private static final String DETECT = "detect";

  @Option(
      names = "--torchscript",
      paramLabel = "FILE",
      description =
          "your own detector of one stage, in place of a checkpoint: a TorchScript file. It is"
              + " stored as it is, and computes in fp32. Needs --output-format")
  Optional<Path> file;

  @Option(
      names = "--task",
      defaultValue = DETECT,
      paramLabel = "TASK",
      description = "of --torchscript: detect (default: ${DEFAULT-VALUE})")
  String task;

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      description =
          "of --torchscript: yolov8 or yolov5, a raw head; or boxes-scores-labels, finished boxes")
  Optional<String> output;

  @Option(
      names = "--input-size",
      paramLabel = "PIXELS",
      description = "of --torchscript: pixels of each side of its input (default: 640)")
  Optional<Integer> inputSize;

  /** Returns true where a TorchScript file is given; checks that the options go together. */
  boolean isGiven() {
    if (file.isEmpty() && (output.isPresent() || inputSize.isPresent())) {
      throw new BadInputException(
          "%s is given without --torchscript: expected --torchscript FILE beside it"
              .formatted(output.isPresent() ? "--output-format" : "--input-size"));
    }
    if (!task.equals(DETECT)) {
      throw new BadInputException(
          "--task is '%s': expected detect, the only task of a TorchScript file".formatted(task));
    }
    if (file.isPresent() && output.isEmpty()) {
      throw new BadInputException(
          "--torchscript is given without --output-format: expected yolov8, yolov5 or"
              + " boxes-scores-labels, the form of the file's output");
    }
    return file.isPresent();
  }

  /**
   * Imports the file.
   *
   * @param options settings by the names of their options
   */
  ImportedVersion importVersion(
      RegistryLocation location,
      String name,
      Map<Integer, String> labels,
      Map<String, String> options,
      String licence)
      throws IOException {
    Map<String, String> all = new TreeMap<>(options);
    inputSize.ifPresent(pixels -> all.put("input-size", String.valueOf(pixels)));
    return new TorchScriptImporter(Clock.systemUTC(), TorchScriptTrialProcess.DEFAULT)
        .importVersion(
            location,
            new TorchScriptImport(
                name,
                file.orElseThrow(),
                TorchScriptOutput.parse(output.orElseThrow()),
                labels,
                all,
                licence));
  }
}
