package dev.skipstream.evaluation;

import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.report.StageTimes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.topics.range.OffsetRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Frames with their truth and what was found in them: all that there is to score, read.
 *
 * <p>Threading: for one thread.
 */
public interface EvaluationInput extends AutoCloseable {

  /** Takes what was found in a frame, whether there is truth about it or not. */
  @FunctionalInterface
  interface Found {
    void in(String source, String frame, List<Detection> detections) throws IOException;
  }

  /** Returns the names of the compared inputs, in a few words. */
  String title();

  FrameJoin.Counts counts();

  /** Returns the number of scored frames, and of the others by the reason, as text for the user. */
  String text();

  /** Returns the data set of the ground truth, where it is a file. */
  default Optional<LabelledDataset> dataset() {
    return Optional.empty();
  }

  /**
   * Scores all frames, on all processors.
   *
   * @throws UnfitInputException when nothing can be scored, or a box lies outside its frame
   */
  default EvaluationResult evaluate(EvaluationSettings settings) {
    return EvaluationResult.of(this, settings);
  }

  /**
   * Throws if nothing can be scored.
   *
   * @throws UnfitInputException that says what is missing
   */
  void requireSomething();

  /** The frames with truth and detections, in an order that is always the same. */
  void forEach(Consumer<ScoredFrame> frames);

  /** Visits all detections, in an order that is always the same. */
  void forEachFound(Found found) throws IOException;

  /** The stretches of the topic that were read, where not all of it was. */
  List<OffsetRange> ranges();

  /** The sources whose frames were read, where they were selected. */
  List<String> sources();

  /** The figures by what the data set says of its images, under each name that was asked for. */
  Map<String, Map<String, CocoMetrics>> parts();

  /** Returns the times of frames, where known. */
  Optional<StageTimes.Summary> times();

  /** A frame's image, small and as JPEG; nothing where it is not at hand. */
  Optional<byte[]> picture(ScoredFrame frame);

  @Override
  void close();
}
