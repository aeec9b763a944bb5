package dev.skipstream.cli;

import dev.skipstream.dataset.CocoResultsWriter;
import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.evaluation.EvaluationInput;
import dev.skipstream.evaluation.EvaluationResult;
import dev.skipstream.evaluation.TaskEvaluation;
import dev.skipstream.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Files that an evaluation writes. */
final class EvaluationOutputs {
  /**
   * The number of frames in a report: more than a screen shows, and less than a megabyte of
   * pictures.
   */
  private static final int WORST_FRAMES = 12;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "write an HTML page without external files: metrics, curves, errors, and the worst"
              + " frames with their boxes")
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
          "data set whose image and category ids --coco-out uses, by source and relative path"
              + " (default: that of --coco-gt, else numbers and the model's class ids)")
  private Optional<Path> ids;

  /** Returns if a file is to be written. */
  boolean given() {
    return report.isPresent() || results.isPresent() || ids.isPresent();
  }

  /** Returns if results in COCO's format are asked for. */
  boolean results() {
    return results.isPresent() || ids.isPresent();
  }

  /** Returns the number of the worst frames to keep. */
  int worstFrames() {
    return report.isPresent() ? WORST_FRAMES : 0;
  }

  /** Returns if none of the outputs needs ground truth. */
  boolean onlyResults() {
    return results.isPresent() && report.isEmpty();
  }

  /** The results of a run, without their name until all of the run has gone well. */
  static final class PendingResults implements AutoCloseable {
    private final Optional<CocoResultsWriter> writer;

    private PendingResults(Optional<CocoResultsWriter> writer) {
      this.writer = writer;
    }

    /** Gives the file its name. */
    void finish() {
      if (writer.isPresent()) {
        try {
          writer.get().finish();
        } catch (IOException e) {
          throw new BadInputException(e.getMessage());
        }
      }
    }

    @Override
    public void close() {
      if (writer.isPresent()) {
        try {
          writer.get().close();
        } catch (IOException e) {
          throw new BadInputException(e.getMessage());
        }
      }
    }
  }

  /**
   * Writes the detections, where that was asked for. They have the ids of the input's data set,
   * unless the user names another one.
   */
  PendingResults writeResults(EvaluationInput input) {
    if (results.isEmpty()) {
      if (ids.isPresent()) {
        throw new BadInputException("--coco-ids is given without --coco-out: expected both");
      }
      return new PendingResults(Optional.empty());
    }
    try {
      Optional<LabelledDataset> known =
          ids.isPresent() ? Optional.of(LabelledDataset.read(ids.get())) : input.dataset();
      CocoResultsWriter writer = new CocoResultsWriter(results.get(), known);
      PendingResults pending = new PendingResults(Optional.of(writer));
      try {
        input.forEachFound(writer::add);
      } catch (IOException | RuntimeException e) {
        pending.close();
        throw e;
      }
      System.err.printf("%s: %d detections%n", results.get(), writer.results());
      return pending;
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
  }

  /** Writes the report of a task, where that was asked for. */
  void writeReport(TaskEvaluation result) {
    writeReport(file -> HtmlReport.write(result.report(Instant.now()), file));
  }

  /** Writes the report, where that was asked for. */
  void writeReport(EvaluationResult result) {
    writeReport(file -> HtmlReport.write(result.report(Instant.now()), file));
  }

  /** Writes a page into a file. */
  @FunctionalInterface
  private interface Page {
    void write(Path file) throws IOException;
  }

  private void writeReport(Page page) {
    if (report.isEmpty()) {
      return;
    }
    try {
      page.write(report.get());
    } catch (IOException e) {
      throw new BadInputException(
          "%s: the report cannot be written: %s".formatted(report.get(), e.getMessage()));
    }
  }
}
