package dev.skipstream.evaluation;

import dev.skipstream.dataset.ImageDetections;
import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.Thumbnail;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.report.HtmlReport;
import dev.skipstream.report.StageTimes;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.range.OffsetRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A data set's file beside one of what was found in its images. */
public final class FileEvaluation implements EvaluationInput {
  /** In place of a source: the frames are the data set's own images. */
  private static final String DATASET = "";

  private final Path instances;
  private final Path detections;
  private final LabelledDataset dataset;
  private final ImageDetections found;
  private final List<String> by;

  private FileEvaluation(
      Path instances,
      Path detections,
      LabelledDataset dataset,
      ImageDetections found,
      List<String> by) {
    this.instances = instances;
    this.detections = detections;
    this.dataset = dataset;
    this.found = found;
    this.by = by;
  }

  /** Reads COCO's results. */
  public static FileEvaluation ofResults(Path instances, Path results, List<String> by)
      throws IOException {
    LabelledDataset dataset = LabelledDataset.read(instances);
    return new FileEvaluation(instances, results, dataset, dataset.results(results), by);
  }

  /** Reads detection events, one a line. */
  public static FileEvaluation ofEvents(Path instances, Path events, List<String> by)
      throws IOException {
    LabelledDataset dataset = LabelledDataset.read(instances);
    return new FileEvaluation(instances, events, dataset, dataset.events(readEvents(events)), by);
  }

  private static List<DetectionEvent> readEvents(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": no such file, or it cannot be read");
    }
    List<DetectionEvent> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      try {
        events.add(EventSerdes.readDetection(line.getBytes(StandardCharsets.UTF_8)));
      } catch (InvalidEventException e) {
        throw new IOException(
            "%s, line %d: %s".formatted(file, events.size() + 1, e.getMessage()), e);
      }
    }
    return events;
  }

  @Override
  public String title() {
    return "%s against %s".formatted(detections.getFileName(), instances.getFileName());
  }

  @Override
  public FrameJoin.Counts counts() {
    return new FrameJoin.Counts(found.images(), 0, 0, 0, dataset.size() - found.images());
  }

  @Override
  public void requireSomething() {
    if (dataset.countObjects() == 0) {
      throw new UnfitInputException(
          instances + ": has no annotations: expected the truth about its images");
    }
    if (found.images() == 0) {
      throw new UnfitInputException(
          detections + ": has no detection event: expected one a line, of the data set's images");
    }
  }

  @Override
  public void forEach(Consumer<ScoredFrame> frames) {
    dataset.forEach(found, frames);
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
    by.forEach(member -> parts.put(member, dataset.scoreBy(member, found)));
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
    Optional<Path> image = dataset.fileOf(frame.name());
    if (image.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Thumbnail.jpeg(
              new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(image.get())),
              HtmlReport.PICTURE_PIXELS));
    } catch (InvalidImageException | IOException e) {
      // The report draws the boxes without it, and is no worse in all the rest.
      System.err.printf("no picture of %s: %s%n", frame.name(), e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
