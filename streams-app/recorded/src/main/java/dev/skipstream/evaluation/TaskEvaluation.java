package dev.skipstream.evaluation;

import dev.skipstream.dataset.ImageFindings;
import dev.skipstream.dataset.ImageShapes;
import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.evaluate.CocoEvaluator;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.PrecisionCurves;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.evaluate.classification.ClassConfusion;
import dev.skipstream.evaluation.EvaluationResult.Part;
import dev.skipstream.report.EvaluationReport.PicturedFrame;
import dev.skipstream.report.StageTimes;
import dev.skipstream.report.TaskReport;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.score.FrameScorer;
import dev.skipstream.topics.range.OffsetRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The scores of masks, keypoints, classes or regions, of a topic or of files. {@link
 * EvaluationResult} has those of boxes.
 *
 * @param task the task, not boxes
 * @param title the names of the compared inputs, in a few words
 * @param text the number of scored frames, and of the others by the reason, for the user
 * @param counts number of scored frames, and of the others by the reason
 * @param figures the task's numbers
 * @param parts the numbers by each requested attribute of the images, and by its values
 * @param curves precision at each recall; of masks and keypoints
 * @param confusion the classes that frames were taken for; of classes
 * @param worst the frames with the lowest main number, the lowest first; none of COCO's results
 * @param sources the selected sources
 * @param ranges the offsets that were read, where not all of the topic was
 * @param times times of the frames, where known
 */
public record TaskEvaluation(
    EvaluationTask task,
    String title,
    String text,
    FrameJoin.Counts counts,
    Figures figures,
    Map<String, Map<String, Figures>> parts,
    Optional<PrecisionCurves> curves,
    Optional<ClassConfusion> confusion,
    List<PicturedFrame> worst,
    List<String> sources,
    List<OffsetRange> ranges,
    Optional<StageTimes.Summary> times) {

  /**
   * Reads the topics to their present end, and scores all frames.
   *
   * @param client Kafka client properties, {@code bootstrap.servers} among them
   * @param worstFrames the number of the frames with the lowest main number to keep for a report
   * @param notices receives lines for the user, such as about a missing topic of dead letters
   * @throws UnfitInputException when nothing can be scored, or a frame does not have what the task
   *     needs
   * @throws dev.skipstream.topics.BrokerException when the broker does not answer
   */
  public static TaskEvaluation ofTopics(
      Map<String, Object> client,
      TopicEvaluationSettings settings,
      EvaluationTask task,
      int worstFrames,
      Consumer<String> notices) {
    try (TopicEvaluation input = TopicEvaluation.read(client, settings, notices)) {
      input.requireSomething();
      FrameScorer scorer = FrameScorer.of(task);
      LowestFrames lowest = new LowestFrames(task, worstFrames);
      input.forEach(
          frame -> {
            scorer.add(frame);
            lowest.add(frame);
          });
      return new TaskEvaluation(
          task,
          input.title(),
          input.text(),
          input.counts(),
          scorer.figures(),
          Map.of(),
          scorer.curves(),
          scorer.confusion(),
          lowest.pictured(input::picture),
          input.sources(),
          input.ranges(),
          input.times());
    }
  }

  /**
   * Reads files and scores all images.
   *
   * @param worstFrames the number of the frames with the lowest main number to keep for a report;
   *     COCO's results have none
   * @param notices receives lines for the user, such as about an image that cannot be read
   * @throws UnfitInputException that names the file, the place in it, and says what was expected
   */
  public static TaskEvaluation ofFiles(
      FileEvaluationSettings settings,
      EvaluationTask task,
      int worstFrames,
      Consumer<String> notices) {
    try {
      LabelledDataset dataset = dataset(settings.dataset(), task);
      return switch (settings.format()) {
        case COCO_RESULTS -> ofResults(settings, task, dataset);
        case EVENTS -> ofEvents(settings, task, dataset, worstFrames, notices);
      };
    } catch (IOException e) {
      throw new UnfitInputException(e.getMessage());
    }
  }

  private static LabelledDataset dataset(Path path, EvaluationTask task) throws IOException {
    if (task == EvaluationTask.CLASSES) {
      return LabelledDataset.readClassFolders(path);
    }
    LabelledDataset dataset = LabelledDataset.read(path, task.coco().orElse(CocoTask.MASKS));
    if (dataset.countObjects() == 0) {
      throw new UnfitInputException(
          path + ": has no annotations: expected the truth about its images");
    }
    return dataset;
  }

  private static TaskEvaluation ofResults(
      FileEvaluationSettings settings, EvaluationTask task, LabelledDataset dataset)
      throws IOException {
    if (task.coco().isEmpty()) {
      throw new UnfitInputException(
          "COCO's results have no %s: expected events, as 'detect --json' prints them"
              .formatted(task));
    }
    ImageShapes found = ImageShapes.ofResults(dataset, settings.detections());
    CocoEvaluator evaluator = found.evaluate();
    Map<String, Map<String, Figures>> parts = new LinkedHashMap<>();
    settings.by().forEach(member -> parts.put(member, Map.copyOf(found.scoreBy(member))));
    return ofFiles(
        settings,
        task,
        dataset,
        found.images(),
        evaluator.figures(),
        parts,
        Optional.of(evaluator.curves()),
        Optional.empty(),
        List.of());
  }

  private static TaskEvaluation ofEvents(
      FileEvaluationSettings settings,
      EvaluationTask task,
      LabelledDataset dataset,
      int worstFrames,
      Consumer<String> notices)
      throws IOException {
    ImageFindings found =
        ImageFindings.ofEvents(
            dataset, EventFile.read(settings.detections(), EventFile.readerOf(task)));
    if (found.images() == 0) {
      throw new UnfitInputException(
          settings.detections() + ": has no event: expected one a line, of the data set's images");
    }
    FrameScorer scorer = FrameScorer.of(task);
    LowestFrames lowest = new LowestFrames(task, worstFrames);
    found.forEach(
        frame -> {
          scorer.add(frame);
          lowest.add(frame);
        });
    DatasetPictures pictures = new DatasetPictures(dataset, notices);
    Map<String, Map<String, Figures>> parts = new LinkedHashMap<>();
    settings.by().forEach(member -> parts.put(member, found.scoreBy(member, task)));
    return ofFiles(
        settings,
        task,
        dataset,
        found.images(),
        scorer.figures(),
        parts,
        scorer.curves(),
        scorer.confusion(),
        lowest.pictured(pictures::of));
  }

  private static TaskEvaluation ofFiles(
      FileEvaluationSettings settings,
      EvaluationTask task,
      LabelledDataset dataset,
      int images,
      Figures figures,
      Map<String, Map<String, Figures>> parts,
      Optional<PrecisionCurves> curves,
      Optional<ClassConfusion> confusion,
      List<PicturedFrame> worst) {
    return new TaskEvaluation(
        task,
        settings.title(),
        "%s of %d of %d images scored".formatted(task, images, dataset.size()),
        new FrameJoin.Counts(images, 0, 0, 0, dataset.size() - images),
        figures,
        parts,
        curves,
        confusion,
        worst,
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** Returns the contents of a report. */
  public TaskReport report(Instant at) {
    return new TaskReport(title, at, task, counts, figures, curves, confusion, worst, times);
  }

  /** Returns the scores as a document for JSON: {@code evaluation.v1.json} of the schemas. */
  public TaskDocument document(Set<Part> optional) {
    return new TaskDocument(
        task,
        counts,
        sources,
        ranges,
        figures,
        parts,
        optional.contains(Part.CONFUSION) ? confusion : Optional.empty(),
        optional.contains(Part.CURVES) ? curves : Optional.empty(),
        times);
  }
}
