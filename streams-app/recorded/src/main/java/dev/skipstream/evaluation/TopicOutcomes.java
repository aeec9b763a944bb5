package dev.skipstream.evaluation;

import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.report.StageTimes;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.schemas.serde.TimingHeader;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import dev.skipstream.topics.range.OffsetRange;
import dev.skipstream.topics.range.RangeBounds;
import dev.skipstream.topics.range.TopicRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The outcomes and the ground truth of frames, read from their topics and joined by frame.
 *
 * <p>Threading: for one thread; {@link #read} blocks on the broker.
 */
final class TopicOutcomes {
  private final TopicEvaluationSettings settings;

  /** Sources whose records are read; all while it is empty. */
  private final Set<String> selected;

  private final FrameJoin join = new FrameJoin();
  private final StageTimes times = new StageTimes();
  private List<OffsetRange> ranges = List.of();

  private TopicOutcomes(TopicEvaluationSettings settings) {
    this.settings = settings;
    this.selected = new HashSet<>(settings.sources());
  }

  /**
   * Reads the topics.
   *
   * @throws UnfitInputException when there is no topic of the ground truth, or a record does not
   *     belong into its topic
   */
  static TopicOutcomes read(
      Map<String, Object> client, TopicEvaluationSettings settings, Consumer<String> notices) {
    TopicOutcomes outcomes = new TopicOutcomes(settings);
    try (Admin admin = Admin.create(client);
        CommittedReader reader = new CommittedReader(admin, client)) {
      outcomes.readDetections(admin, reader);
      outcomes.readTheRest(admin, reader, notices);
    }
    return outcomes;
  }

  /** Tells the user how a topic gets ground truth. */
  static String howToHaveTruth() {
    return "'publish street:7' and 'publish instances.json' write what they know; --ground-truth"
        + " names another topic";
  }

  FrameJoin join() {
    return join;
  }

  StageTimes times() {
    return times;
  }

  /** Returns the offsets that were read, where not all of the topic was. */
  List<OffsetRange> ranges() {
    return ranges;
  }

  private void readDetections(Admin admin, CommittedReader reader) {
    if (!Topics.exists(admin, settings.groundTruth())) {
      throw new UnfitInputException(
          "expected the truth about the frames in topic %s, and it does not exist: %s"
              .formatted(settings.groundTruth(), howToHaveTruth()));
    }
    String detections = settings.topics().detections();
    if (settings.range().isPresent()) {
      RangeBounds range = settings.range().get();
      ranges = TopicRange.resolveWhole(admin, detections, range.from(), range.to());
      reader.read(detections, ranges, this::add);
    } else {
      reader.readAll(List.of(detections), this::add);
    }
    if (settings.range().isPresent() && selected.isEmpty()) {
      // The ground truth of the sources that are in the range, and of no other.
      selected.addAll(join.sources());
    }
  }

  private void readTheRest(Admin admin, CommittedReader reader, Consumer<String> notices) {
    String deadLetters = settings.topics().deadLetters();
    List<String> whole = new ArrayList<>(List.of(settings.groundTruth()));
    if (Topics.exists(admin, deadLetters)) {
      whole.add(deadLetters);
    } else {
      notices.accept(
          "topic %s is not there: dead letters cannot be told from frames that were not looked at"
              .formatted(deadLetters));
    }
    reader.readAll(whole, this::add);
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    // By the key, before the value is parsed: the topic may hold the ground truth of many sources.
    if (!selected.isEmpty()
        && record.key() != null
        && !selected.contains(new String(record.key(), StandardCharsets.UTF_8))) {
      return;
    }
    try {
      if (record.topic().equals(settings.groundTruth())) {
        join.add(EventSerdes.readGroundTruth(record.headers(), record.value()));
      } else if (record.topic().equals(settings.topics().deadLetters())) {
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
    if (outcome instanceof FindingsEvent found) {
      join.add(found);
      times.add(TimingHeader.read(record.headers()));
    } else if (outcome instanceof FrameDropped dropped) {
      join.dropped(dropped.frame());
    }
  }
}
