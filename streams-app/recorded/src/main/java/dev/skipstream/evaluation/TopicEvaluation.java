package dev.skipstream.evaluation;

import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.image.Thumbnail;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.replay.ReplayLog;
import dev.skipstream.report.HtmlReport;
import dev.skipstream.report.StageTimes;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.schemas.serde.TimingHeader;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import dev.skipstream.topics.range.OffsetRange;
import dev.skipstream.topics.range.RangeBounds;
import dev.skipstream.topics.range.TopicRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The outcomes of a pipeline, or of a range of its detections, beside the topic of the truth. */
public final class TopicEvaluation implements EvaluationInput {

  /**
   * The records to read.
   *
   * @param range of the detections; nothing for all of them, as they are now
   * @param sources whose frames are read; all where empty
   */
  public record Scope(
      TopicNames topics,
      String groundTruth,
      Optional<RangeBounds> range,
      SortedSet<String> sources) {

    /** All sources. */
    public Scope(TopicNames topics, String groundTruth, Optional<RangeBounds> range) {
      this(topics, groundTruth, range, new TreeSet<>());
    }
  }

  private final Scope scope;
  private final Map<String, Object> client;
  private final Supplier<InputFrames> openFrames;

  /** Sources whose records are read; all while it is empty. */
  private final Set<String> selected = new HashSet<>();

  private final FrameJoin join = new FrameJoin();
  private final StageTimes times = new StageTimes();
  private List<OffsetRange> ranges = List.of();

  /** A replay that has detections of these images, where the topic has none. */
  private Optional<ReplayRun> replay = Optional.empty();

  /** Opened when the first picture is asked for: most evaluations need none. */
  private Optional<InputFrames> frames = Optional.empty();

  private TopicEvaluation(
      Scope scope, Map<String, Object> client, Supplier<InputFrames> openFrames) {
    this.scope = scope;
    this.client = client;
    this.openFrames = openFrames;
  }

  /**
   * Reads all of it.
   *
   * @param client how to reach the cluster
   * @param fetcher for pictures that are not in their records; it may throw an {@link
   *     IllegalArgumentException} that says which setting is invalid
   * @throws UnfitInputException when there is no topic of the truth, or a record is none that
   *     belongs there
   */
  public static TopicEvaluation read(
      Map<String, Object> client, Scope scope, Supplier<ImageFetcher> fetcher) {
    TopicEvaluation input =
        new TopicEvaluation(scope, client, () -> new InputFrames(client, fetcher.get()));
    try (Admin admin = Admin.create(client);
        CommittedReader reader = new CommittedReader(admin, client)) {
      input.read(admin, reader);
    }
    return input;
  }

  private void read(Admin admin, CommittedReader reader) {
    TopicNames topics = scope.topics();
    if (!Topics.exists(admin, scope.groundTruth())) {
      throw new UnfitInputException(
          "expected the truth about the frames in topic %s, and it does not exist: %s"
              .formatted(scope.groundTruth(), howToHaveTruth()));
    }
    selected.addAll(scope.sources());
    if (scope.range().isPresent()) {
      RangeBounds range = scope.range().get();
      ranges = TopicRange.resolveWhole(admin, topics.detections(), range.from(), range.to());
      reader.read(topics.detections(), ranges, this::add);
    } else {
      reader.readAll(List.of(topics.detections()), this::add);
    }
    if (scope.range().isPresent() && selected.isEmpty()) {
      // The ground truth of the sources that are in the range, and of no other.
      selected.addAll(join.sources());
    }
    List<String> whole = new ArrayList<>(List.of(scope.groundTruth()));
    if (Topics.exists(admin, topics.deadLetters())) {
      whole.add(topics.deadLetters());
    } else {
      System.err.printf(
          "topic %s is not there: dead letters cannot be told from frames that were not looked"
              + " at%n",
          topics.deadLetters());
    }
    reader.readAll(whole, this::add);
    if (join.detected().isEmpty()) {
      replay = lastReplay();
    }
  }

  /**
   * The newest replay of the images whose detections were asked for, as the log of replays has it.
   */
  private Optional<ReplayRun> lastReplay() {
    return new ReplayLog(client, ReplayLog.TOPIC)
        .read().stream()
            .filter(run -> run.topic().equals(scope.topics().images()))
            .filter(run -> !run.output().equals(scope.topics().detections()))
            .max(Comparator.comparing(ReplayRun::startedAt));
  }

  private static String howToHaveTruth() {
    return "'publish street:7' and 'publish instances.json' write what they know; --ground-truth"
        + " names another topic";
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    // By the key, before the value is parsed: the topic may hold the ground truth of many sources.
    if (!selected.isEmpty()
        && record.key() != null
        && !selected.contains(new String(record.key(), StandardCharsets.UTF_8))) {
      return;
    }
    try {
      if (record.topic().equals(scope.groundTruth())) {
        join.add(EventSerdes.readGroundTruth(record.headers(), record.value()));
      } else if (record.topic().equals(scope.topics().deadLetters())) {
        join.deadLetter(DeadLetterHeaders.frame(record.key(), record.headers()));
      } else {
        addOutcome(record);
      }
    } catch (InvalidEventException e) {
      throw new UnfitInputException(
          "%s-%d@%d: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
    }
  }

  private void addOutcome(ConsumerRecord<byte[], byte[]> record) throws InvalidEventException {
    OutcomeEvent outcome = EventSerdes.readOutcome(record.headers(), record.value());
    if (outcome instanceof DetectionEvent found) {
      join.add(found);
      times.add(TimingHeader.read(record.headers()));
    } else if (outcome instanceof FrameDropped dropped) {
      join.dropped(dropped.frame());
    }
  }

  @Override
  public String title() {
    return "%s against %s".formatted(scope.topics().detections(), scope.groundTruth());
  }

  @Override
  public FrameJoin.Counts counts() {
    return join.counts();
  }

  @Override
  public void requireSomething() {
    FrameJoin.Counts counts = join.counts();
    if (counts.withTruth() == 0) {
      throw new UnfitInputException(
          "topic %s holds no truth about any frame: %s"
              .formatted(scope.groundTruth(), howToHaveTruth()));
    }
    if (replay.isPresent()) {
      throw new UnfitInputException(
          "topic %s holds no detection event%s: replay %s of topic %s has %d in topic %s; evaluate them with --output %s"
              .formatted(
                  scope.topics().detections(),
                  scope.sources().isEmpty() ? "" : " of sources " + scope.sources(),
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
                  scope.topics().detections(),
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
    for (DetectionEvent event : join.detected()) {
      found.in(event.frame().source(), event.frame().id(), event.detections());
    }
  }

  /** The models whose detections these are. */
  public Set<ModelIdentity> models() {
    return join.detected().stream().map(DetectionEvent::model).collect(Collectors.toSet());
  }

  @Override
  public List<OffsetRange> ranges() {
    return ranges;
  }

  @Override
  public List<String> sources() {
    return List.copyOf(scope.sources());
  }

  @Override
  public Map<String, Map<String, CocoMetrics>> parts() {
    return Map.of();
  }

  @Override
  public Optional<StageTimes.Summary> times() {
    return times.summary();
  }

  @Override
  public Optional<byte[]> picture(ScoredFrame frame) {
    if (frame.input().isEmpty()) {
      return Optional.empty();
    }
    if (frames.isEmpty()) {
      frames = Optional.of(openFrames.get());
    }
    try {
      return Optional.of(
          Thumbnail.jpeg(frames.get().read(frame.input().get()), HtmlReport.PICTURE_PIXELS));
    } catch (InputFrames.GoneException | IllegalArgumentException | IOException e) {
      // The report draws the boxes without it, and is no worse in all the rest.
      System.err.printf("no picture of %s: %s%n", frame.name(), e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    frames.ifPresent(InputFrames::close);
  }
}
