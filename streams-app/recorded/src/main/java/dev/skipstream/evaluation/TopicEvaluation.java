package dev.skipstream.evaluation;

import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.image.Annotator;
import dev.skipstream.image.Thumbnail;
import dev.skipstream.replay.ReplayLog;
import dev.skipstream.report.HtmlReport;
import dev.skipstream.report.StageTimes;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.shape.InvalidShapeException;
import dev.skipstream.topics.range.OffsetRange;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The outcomes of a pipeline, or of a range of its detections, beside the topic of the ground
 * truth.
 *
 * <p>Threading: for one thread; {@link #read} and {@link #picture} block on the broker.
 */
public final class TopicEvaluation implements EvaluationInput {
  private final Map<String, Object> client;
  private final TopicEvaluationSettings settings;
  private final TopicOutcomes outcomes;
  private final FrameJoin join;
  private final Consumer<String> notices;

  /** A replay that has detections of these images, where the topic has none. */
  private final Optional<ReplayRun> replay;

  /** Opened when the first picture is asked for: most evaluations need none. */
  private Optional<InputFrames> frames = Optional.empty();

  private TopicEvaluation(
      Map<String, Object> client,
      TopicEvaluationSettings settings,
      TopicOutcomes outcomes,
      Consumer<String> notices) {
    this.client = client;
    this.settings = settings;
    this.outcomes = outcomes;
    this.join = outcomes.join();
    this.notices = notices;
    this.replay = join.detected().isEmpty() ? lastReplay() : Optional.empty();
  }

  /**
   * Reads the topics to their present end.
   *
   * @param client Kafka client properties, {@code bootstrap.servers} among them
   * @param notices receives lines for the user, such as about a missing topic of dead letters
   * @throws UnfitInputException when there is no topic of the ground truth, or a record does not
   *     belong into its topic
   * @throws dev.skipstream.topics.range.InvalidRangeException when the range is invalid, or part of
   *     it is deleted
   * @throws dev.skipstream.topics.BrokerException when the broker does not answer
   */
  public static TopicEvaluation read(
      Map<String, Object> client, TopicEvaluationSettings settings, Consumer<String> notices) {
    return new TopicEvaluation(
        client, settings, TopicOutcomes.read(client, settings, notices), notices);
  }

  /**
   * The newest replay of the images whose detections were asked for, as the log of replays has it.
   */
  private Optional<ReplayRun> lastReplay() {
    return new ReplayLog(client, ReplayLog.TOPIC)
        .read().stream()
            .filter(run -> run.topic().equals(settings.topics().images()))
            .filter(run -> !run.output().equals(settings.topics().detections()))
            .max(Comparator.comparing(ReplayRun::startedAt));
  }

  @Override
  public String title() {
    return "%s against %s".formatted(settings.topics().detections(), settings.groundTruth());
  }

  @Override
  public FrameJoin.Counts counts() {
    return join.counts();
  }

  @Override
  public String text() {
    FrameJoin.Counts counts = counts();
    String offsets =
        ranges().stream()
            .filter(range -> range.length() > 0)
            .map(range -> "%s of partition %d".formatted(range.offsets(), range.partition()))
            .collect(Collectors.joining(", "));
    return "%s%d frames scored; %d detection events without truth; %d frames without a detection event: %d dropped, %d dead letters, %d %s"
        .formatted(
            offsets.isEmpty() ? "" : "offsets " + offsets + "\n",
            counts.scored(),
            counts.withoutTruth(),
            counts.withoutDetections(),
            counts.dropped(),
            counts.deadLetters(),
            counts.notLookedAt(),
            offsets.isEmpty() ? "not looked at" : "not in the range");
  }

  @Override
  public void requireSomething() {
    FrameJoin.Counts counts = join.counts();
    if (counts.withTruth() == 0) {
      throw new UnfitInputException(
          "topic %s holds no truth about any frame: %s"
              .formatted(settings.groundTruth(), TopicOutcomes.howToHaveTruth()));
    }
    if (replay.isPresent()) {
      throw new UnfitInputException(
          "topic %s holds no detection event%s: replay %s of topic %s has %d in topic %s; evaluate them with --output %s"
              .formatted(
                  settings.topics().detections(),
                  settings.sources().isEmpty() ? "" : " of sources " + settings.sources(),
                  replay.get().id(),
                  replay.get().topic(),
                  replay.get().counts().detected(),
                  replay.get().output(),
                  replay.get().output()));
    }
    if (counts.scored() == 0) {
      throw new UnfitInputException(
          "no frame has both truth and a detection event in topic %s: %d frames have truth, of which %d were dropped, %d are dead letters and %d were not looked at, and %d have detections only%s; expected the same source and frame id in both"
              .formatted(
                  settings.topics().detections(),
                  counts.withTruth(),
                  counts.dropped(),
                  counts.deadLetters(),
                  counts.notLookedAt(),
                  counts.withoutTruth(),
                  join.example().map(example -> " (" + example + ")").orElse("")));
    }
    join.categoriesApart()
        .ifPresent(
            apart -> {
              throw new UnfitInputException(
                  "%s: %s; expected the same names: import the model with the labels of the ground truth"
                      .formatted(title(), apart));
            });
  }

  @Override
  public void forEach(Consumer<ScoredFrame> scored) {
    join.forEach(scored);
  }

  @Override
  public void forEachFound(Found found) throws IOException {
    for (FindingsEvent event : join.detected()) {
      if (!(event.findings() instanceof Boxes boxes)) {
        throw new UnfitInputException(
            "frame %s of source %s has %s: expected boxes, for COCO's results"
                .formatted(event.frame().id(), event.source(), event.findings().kind()));
      }
      found.in(event.frame().source(), event.frame().id(), boxes.detections());
    }
  }

  /** The models whose detections these are. */
  public Set<ModelIdentity> models() {
    return join.detected().stream()
        .map(event -> event.model().identity())
        .collect(Collectors.toSet());
  }

  @Override
  public List<OffsetRange> ranges() {
    return outcomes.ranges();
  }

  @Override
  public List<String> sources() {
    return List.copyOf(settings.sources());
  }

  @Override
  public Map<String, Map<String, CocoMetrics>> parts() {
    return Map.of();
  }

  @Override
  public Optional<StageTimes.Summary> times() {
    return outcomes.times().summary();
  }

  @Override
  public Optional<byte[]> picture(ScoredFrame frame) {
    if (frame.input().isEmpty()) {
      return Optional.empty();
    }
    if (frames.isEmpty()) {
      frames = Optional.of(new InputFrames(client, settings.pictures().get()));
    }
    try {
      return Optional.of(
          Thumbnail.jpeg(
              Annotator.shaded(frames.get().read(frame.input().get()), frame.findings()),
              HtmlReport.PICTURE_PIXELS));
    } catch (InputFrames.GoneException
        | InvalidShapeException
        | IllegalArgumentException
        | IOException e) {
      // The report draws the boxes without it, and is no worse in all the rest.
      notices.accept("no picture of %s: %s".formatted(frame.name(), e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    frames.ifPresent(InputFrames::close);
  }
}
