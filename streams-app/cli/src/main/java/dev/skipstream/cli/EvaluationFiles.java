package dev.skipstream.cli;

import dev.skipstream.evaluation.FileEvaluationSettings;
import dev.skipstream.evaluation.FileEvaluationSettings.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Files that are scored instead of topics. */
final class EvaluationFiles {
  @Option(
      names = "--coco-gt",
      paramLabel = "FILE",
      description =
          "data set, instead of topics: COCO's instances (.json, .json.gz), or a folder in Pascal"
              + " VOC's or YOLO's format; for --task classes a folder with one folder for each"
              + " class")
  private Optional<Path> instances;

  @Option(names = "--coco-dt", paramLabel = "FILE", description = "COCO's results, with --coco-gt")
  private Optional<Path> results;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "events, one a line as detect and watch print them with --json, with --coco-gt")
  private Optional<Path> events;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      split = ",",
      description =
          "with --coco-gt: also print the metrics by these attributes of the data set's images,"
              + " such as daytime,weather")
  private List<String> by = List.of();

  /** Returns if files are to be scored. */
  boolean given() {
    boolean both = results.isPresent() && events.isPresent();
    boolean lacksTruth =
        instances.isEmpty() && (results.isPresent() || events.isPresent() || !by.isEmpty());
    boolean lacksDetections = instances.isPresent() && results.isEmpty() && events.isEmpty();
    if (both || lacksTruth || lacksDetections) {
      throw new BadInputException(
          "expected --coco-gt with either --coco-dt or --events, or none of them; --by goes with"
              + " them");
    }
    return instances.isPresent();
  }

  /** Returns the settings of the given files. */
  FileEvaluationSettings settings() {
    return new FileEvaluationSettings(
        instances.orElseThrow(),
        results.or(() -> events).orElseThrow(),
        results.isPresent() ? Format.COCO_RESULTS : Format.EVENTS,
        by);
  }
}
