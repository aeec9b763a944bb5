package dev.skipstream.cli;

import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluation.EvaluationInput;
import java.util.stream.Collectors;

/** The number of scored frames, and the reasons for the others, as text. */
final class CountsView {
  private CountsView() {}

  static String ofFiles(FrameJoin.Counts counts) {
    return "%d of %d images scored".formatted(counts.scored(), counts.withTruth());
  }

  static String ofTopics(EvaluationInput input) {
    FrameJoin.Counts counts = input.counts();
    String ranges =
        input.ranges().stream()
            .filter(range -> range.length() > 0)
            .map(range -> "%s of partition %d".formatted(range.offsets(), range.partition()))
            .collect(Collectors.joining(", "));
    return "%s%d frames scored; %d detection events without truth; %d frames without a detection event: %d dropped, %d dead letters, %d %s"
        .formatted(
            ranges.isEmpty() ? "" : "offsets " + ranges + "\n",
            counts.scored(),
            counts.withoutTruth(),
            counts.withoutDetections(),
            counts.dropped(),
            counts.deadLetters(),
            counts.notLookedAt(),
            ranges.isEmpty() ? "not looked at" : "not in the range");
  }
}
