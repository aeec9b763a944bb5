package dev.skipstream.cli;

import dev.skipstream.score.EvaluationTask;
import picocli.CommandLine.Option;

/** The task of an evaluation or comparison. */
final class TaskOption {
  @Option(
      names = "--task",
      paramLabel = "TASK",
      defaultValue = "boxes",
      description =
          "what to score: boxes, masks, keypoints, classes or regions"
              + " (default: ${DEFAULT-VALUE})")
  EvaluationTask task;
}
