package dev.skipstream.app;

import dev.skipstream.evaluate.CocoDataset;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.CocoResultsWriter;
import dev.skipstream.evaluate.Evaluation;
import dev.skipstream.report.EvaluationReport;
import dev.skipstream.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Files that an evaluation writes. */
final class EvaluationOutputs {
  /** More than a page can show at a glance, and less than a megabyte of pictures. */
  private static final int WORST_FRAMES = 12;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "write an HTML page that needs nothing beside it: figures, curves, errors, and the worst frames with their boxes")
  private Optional<Path> report;

  @Option(
      names = "--coco-out",
      paramLabel = "FILE",
      description = "write all detections as COCO's results")
  private Optional<Path> results;

  @Option(
      names = "--coco-ids",
      paramLabel = "FILE",
      description =
          "COCO's instances whose image and category ids --coco-out has, by their names (default: those of --coco-gt, else numbers and the model's class ids)")
  private Optional<Path> ids;

  /** How many of the worst frames are to be kept. */
  int worstFrames() {
    return report.isPresent() ? WORST_FRAMES : 0;
  }

  /** Whether what there is to write needs no truth. */
  boolean onlyResults() {
    return results.isPresent() && report.isEmpty();
  }

  /**
   * Writes the detections, where that was asked for.
   *
   * @param dataset whose ids they have unless the user names another
   */
  void writeResults(EvaluationInput input, Optional<Path> dataset) {
    if (results.isEmpty()) {
      if (ids.isPresent()) {
        throw new BadInputException("--coco-ids is given without --coco-out: expected both");
      }
      return;
    }
    try {
      Optional<Path> idsOf = ids.or(() -> dataset);
      Optional<CocoDataset> known =
          idsOf.isPresent() ? Optional.of(CocoDataset.read(idsOf.get())) : Optional.empty();
      try (CocoResultsWriter writer = new CocoResultsWriter(results.get(), known)) {
        input.forEachFound(writer::add);
        System.err.printf("%s: %d detections%n", results.get(), writer.results());
      }
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
  }

  /** Writes the report, where that was asked for. */
  void writeReport(EvaluationInput input, CocoMetrics metrics, Evaluation evaluation) {
    if (report.isEmpty()) {
      return;
    }
    List<EvaluationReport.PicturedFrame> worst =
        evaluation.worst().list().stream()
            .map(
                one ->
                    new EvaluationReport.PicturedFrame(
                        one.frame(), one.judgement(), input.picture(one.frame())))
            .toList();
    try {
      HtmlReport.write(
          new EvaluationReport(
              input.title(),
              Instant.now(),
              input.counts(),
              metrics,
              evaluation.voc(),
              evaluation.curves(),
              evaluation.confusion(),
              evaluation.errors(),
              worst,
              input.times()),
          report.get());
    } catch (IOException e) {
      throw new BadInputException(
          "%s: the report cannot be written: %s".formatted(report.get(), e.getMessage()));
    }
  }
}
