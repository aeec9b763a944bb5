package dev.skipstream.evaluation;

import dev.skipstream.dataset.ImageDetections;
import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.report.StageTimes;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.range.OffsetRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A data set's file beside one of the detections in its images.
 *
 * <p>Threading: for one thread; {@link #read} blocks on the file system.
 */
public final class FileEvaluation implements EvaluationInput {
  /** In place of a source: the frames are the data set's own images. */
  private static final String DATASET = "";

  private final FileEvaluationSettings settings;
  private final LabelledDataset dataset;
  private final ImageDetections found;
  private final DatasetPictures pictures;

  private FileEvaluation(
      FileEvaluationSettings settings,
      LabelledDataset dataset,
      ImageDetections found,
      DatasetPictures pictures) {
    this.settings = settings;
    this.dataset = dataset;
    this.found = found;
    this.pictures = pictures;
  }

  /**
   * Reads the files, each once.
   *
   * @param notices receives lines for the user, such as about an image that cannot be read
   * @throws UnfitInputException that names the file, the place in it, and says what was expected
   */
  public static FileEvaluation read(FileEvaluationSettings settings, Consumer<String> notices) {
    try {
      LabelledDataset dataset = LabelledDataset.read(settings.dataset());
      ImageDetections found =
          switch (settings.format()) {
            case COCO_RESULTS -> ImageDetections.ofResults(dataset, settings.detections());
            case EVENTS ->
                ImageDetections.ofEvents(
                    dataset, EventFile.read(settings.detections(), EventSerdes::readDetection));
          };
      return new FileEvaluation(settings, dataset, found, new DatasetPictures(dataset, notices));
    } catch (IOException e) {
      throw new UnfitInputException(e.getMessage());
    }
  }

  @Override
  public String title() {
    return settings.title();
  }

  @Override
  public FrameJoin.Counts counts() {
    return new FrameJoin.Counts(found.images(), 0, 0, 0, dataset.size() - found.images());
  }

  @Override
  public String text() {
    return "%d of %d images scored".formatted(counts().scored(), counts().withTruth());
  }

  @Override
  public Optional<LabelledDataset> dataset() {
    return Optional.of(dataset);
  }

  @Override
  public void requireSomething() {
    if (dataset.countObjects() == 0) {
      throw new UnfitInputException(
          settings.dataset() + ": has no annotations: expected the truth about its images");
    }
    if (found.images() == 0) {
      throw new UnfitInputException(
          settings.detections()
              + ": has no detection event: expected one a line, of the data set's images");
    }
  }

  @Override
  public void forEach(Consumer<ScoredFrame> frames) {
    found.forEach(frames);
  }

  @Override
  public void forEachFound(Found taker) throws IOException {
    List<ScoredFrame> frames = new ArrayList<>();
    forEach(frames::add);
    for (ScoredFrame frame : frames) {
      taker.in(DATASET, frame.name(), frame.found());
    }
  }

  @Override
  public List<OffsetRange> ranges() {
    return List.of();
  }

  @Override
  public Map<String, Map<String, CocoMetrics>> parts() {
    Map<String, Map<String, CocoMetrics>> parts = new LinkedHashMap<>();
    settings.by().forEach(member -> parts.put(member, found.scoreBy(member)));
    return parts;
  }

  @Override
  public List<String> sources() {
    return List.of();
  }

  @Override
  public Optional<StageTimes.Summary> times() {
    return Optional.empty();
  }

  @Override
  public Optional<byte[]> picture(ScoredFrame frame) {
    return pictures.of(frame);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
