package dev.skipstream.bench;

import dev.skipstream.dataset.ImageDetections;
import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.evaluate.CocoEvaluator;
import dev.skipstream.evaluate.Evaluation;
import dev.skipstream.evaluate.ScoredFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Scores a data set of a given size: frame after frame, as the evaluator takes them, and from
 * COCO's two files, as a user has them.
 */
public final class EvaluateBenchmark {

  /**
   * The result of the measurement.
   *
   * @param rounds one after another: the first is what a command is like, that runs once
   * @param load average of the machine over the minute before: near 0 when nothing else ran
   */
  public record Result(LabelledFrames frames, List<Round> rounds, int processors, double load) {}

  /**
   * One round, each part in seconds.
   *
   * @param coco the twelve numbers, of frames that are made while it waits
   * @param everything those with Pascal VOC's, the curves, the confusion and the errors
   * @param read both files, to objects
   * @param files the twelve numbers of those
   * @param ap the figure, which is always the same
   */
  public record Round(Part coco, Part everything, Part read, Part files, double ap) {}

  /**
   * A part of a round.
   *
   * @param peakMiB the heap's maximum during the part, including garbage that was not yet collected
   * @param keptMiB the growth of the heap by the part, after garbage collection
   */
  public record Part(double seconds, double peakMiB, double keptMiB) {}

  private final LabelledFrames frames;
  private final HeapMeter heap = new HeapMeter();

  public EvaluateBenchmark(LabelledFrames frames) {
    this.frames = frames;
  }

  /**
   * Runs the measurement.
   *
   * @param folder for the two files, about 100 MB at COCO's size
   */
  public Result run(int rounds, Path folder) throws IOException {
    double load = Conditions.now().loadAverage();
    LabelledFiles files = LabelledFiles.write(frames, folder);
    List<Round> measured = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      measured.add(round(files));
    }
    return new Result(frames, measured, Runtime.getRuntime().availableProcessors(), load);
  }

  /**
   * Measures each part separately and keeps nothing of it, so that each part has the heap to
   * itself.
   */
  private Round round(LabelledFiles files) throws IOException {
    Scored frameByFrame = twelveNumbers();
    Part everything = allFigures();
    double before = heap.settled();
    heap.reset();
    long began = System.nanoTime();
    LabelledDataset dataset = LabelledDataset.read(files.instances());
    ImageDetections found = ImageDetections.ofResults(dataset, files.results());
    Part read = part(System.nanoTime() - began, before);
    before = heap.settled();
    heap.reset();
    began = System.nanoTime();
    double ap = found.score().ap();
    Part scored = part(System.nanoTime() - began, before);
    if (ap != frameByFrame.ap) {
      throw new IllegalStateException(
          "AP is %s of the frames and %s of the files: expected the same"
              .formatted(frameByFrame.ap, ap));
    }
    return new Round(frameByFrame.part, everything, read, scored, ap);
  }

  /** The cost of scoring, and its result. */
  private record Scored(Part part, double ap) {}

  private Scored twelveNumbers() {
    CocoEvaluator coco = new CocoEvaluator();
    Part part = streamed(frame -> coco.add(frame.truth(), frame.found()), coco::metrics);
    return new Scored(part, coco.metrics().ap());
  }

  private Part allFigures() {
    Evaluation evaluation = new Evaluation(new Evaluation.Scores(0.5, 0.5), 12);
    return streamed(
        evaluation::add,
        () ->
            List.of(
                evaluation.metrics(),
                evaluation.voc(),
                evaluation.curves(),
                evaluation.confusion(),
                evaluation.errors()));
  }

  /** Makes a frame, and only then looks at the clock. */
  private Part streamed(Consumer<ScoredFrame> add, Supplier<Object> figures) {
    double before = heap.settled();
    heap.reset();
    long nanos = 0;
    for (int number = 0; number < frames.images(); number++) {
      ScoredFrame frame = frames.frame(number);
      long began = System.nanoTime();
      add.accept(frame);
      nanos += System.nanoTime() - began;
    }
    long began = System.nanoTime();
    Object result = figures.get();
    nanos += System.nanoTime() - began;
    if (result == null) {
      throw new IllegalStateException("no figures came");
    }
    return part(nanos, before);
  }

  private Part part(long nanos, double before) {
    double peak = heap.peak();
    return new Part(nanos / 1e9, peak, Math.max(0, heap.settled() - before));
  }
}
