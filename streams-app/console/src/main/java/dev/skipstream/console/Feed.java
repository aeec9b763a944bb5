package dev.skipstream.console;

import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.ReplayEvent;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import dev.skipstream.schemas.serde.BatchHeader;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.schemas.serde.TimingHeader;
import dev.skipstream.topics.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Puts the records of the stream's topics onto the board.
 *
 * <p>Threading: for the reader's thread.
 */
final class Feed {
  private static final int DETAIL_CHARS = 500;

  private final ConsoleTopics topics;
  private final Board board;
  private final Clock clock;
  private final TrackFeed tracks;
  private final Map<TopicPartition, Long> processed = new HashMap<>();

  Feed(ConsoleTopics topics, Board board, Clock clock) {
    this.topics = topics;
    this.board = board;
    this.clock = clock;
    this.tracks = new TrackFeed(topics.tracking(), board.tracks());
  }

  /** Returns the offset after the newest input record that has an outcome, by partition. */
  Map<TopicPartition, Long> processed() {
    return processed;
  }

  /**
   * Takes a record. A record that another program wrote, and that is no event, is skipped.
   *
   * @param live false for a record from before the reader began
   */
  void take(ConsumerRecord<byte[], byte[]> record, boolean live) {
    try {
      String topic = record.topic();
      if (topic.equals(topics.status())) {
        board.status(EventSerdes.readModelStatus(record.headers(), record.value()));
      } else if (topic.equals(topics.replays())) {
        ReplayEvent event = EventSerdes.readReplay(record.headers(), record.value());
        if (event instanceof ReplayStart start) {
          board.replayStarted(start);
        } else if (event instanceof ReplayRun run) {
          board.replay(run);
        }
      } else if (topics.isRedrives(topic)) {
        board.redrive(EventSerdes.readRedrive(record.headers(), record.value()));
      } else if (topic.equals(topics.groundTruth())) {
        GroundTruth truth = EventSerdes.readGroundTruth(record.headers(), record.value());
        board.truth(truth.frame().id(), FrameView.boxes(truth));
      } else if (topic.equals(topics.shadow())) {
        if (EventSerdes.readOutcome(record.headers(), record.value())
            instanceof FindingsEvent found) {
          view(found, record).ifPresent(board::shadow);
        }
      } else if (tracks.reads(topic)) {
        tracks.take(record);
      } else if (topics.isDeadLetters(topic)) {
        deadLetter(record, live);
      } else {
        outcome(record, live);
      }
    } catch (InvalidEventException e) {
      // Other programs may write to the topics; the audit reports such records.
    }
  }

  private void outcome(ConsumerRecord<byte[], byte[]> record, boolean live)
      throws InvalidEventException {
    OutcomeEvent event = EventSerdes.readOutcome(record.headers(), record.value());
    if (event instanceof FindingsEvent found) {
      found.input().ifPresent(this::processed);
      count(event.source(), record, live, FlowWindow.Kind.DETECTED);
      view(found, record).ifPresent(board::frame);
    } else if (event instanceof FrameDropped dropped) {
      processed(dropped.input());
      count(event.source(), record, live, FlowWindow.Kind.DROPPED);
      LossView.Place input = place(dropped.input());
      board.loss(
          new LossView(
              "dropped",
              dropped.source(),
              dropped.frame().id(),
              dropped.reason().toString(),
              "the frame was %d ms old".formatted(dropped.ageMillis()),
              record.timestamp(),
              input,
              input,
              Optional.of(dropped.model().name() + "/" + dropped.model().version())));
    }
  }

  private void deadLetter(ConsumerRecord<byte[], byte[]> record, boolean live)
      throws InvalidEventException {
    InputPosition input = DeadLetterHeaders.input(record.headers());
    FrameOrigin frame = DeadLetterHeaders.frame(record.key(), record.headers());
    processed(input);
    count(frame.source(), record, live, FlowWindow.Kind.DEAD_LETTER);
    board.loss(
        new LossView(
            "dead-letter",
            frame.source(),
            frame.id(),
            header(record, DeadLetterHeaders.REASON),
            header(record, DeadLetterHeaders.ERRORS + "message"),
            record.timestamp(),
            new LossView.Place(record.topic(), record.partition(), record.offset()),
            place(input),
            Optional.empty()));
  }

  private static LossView.Place place(InputPosition input) {
    return new LossView.Place(input.topic(), input.partition(), input.offset());
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    String text =
        header == null || header.value() == null
            ? ""
            : new String(header.value(), StandardCharsets.UTF_8);
    return text.length() <= DETAIL_CHARS ? text : text.substring(0, DETAIL_CHARS) + "…";
  }

  /** Returns the frame of a detection event; empty for any other record. */
  static Optional<FrameView> frame(ConsumerRecord<byte[], byte[]> record) {
    try {
      return EventSerdes.readOutcome(record.headers(), record.value())
              instanceof FindingsEvent found
          ? view(found, record)
          : Optional.empty();
    } catch (InvalidEventException e) {
      return Optional.empty();
    }
  }

  private static Optional<FrameView> view(
      FindingsEvent event, ConsumerRecord<byte[], byte[]> record) {
    return FrameView.of(event, record.timestamp(), millis(record));
  }

  private static double millis(ConsumerRecord<byte[], byte[]> record) {
    return TimingHeader.read(record.headers()).getOrDefault("total", 0.0);
  }

  private static FlowWindow.Work work(ConsumerRecord<byte[], byte[]> record) {
    OptionalInt batch = BatchHeader.read(record.headers());
    return batch.isEmpty()
        ? FlowWindow.Work.UNKNOWN
        : new FlowWindow.Work(
            batch.getAsInt(), TimingHeader.read(record.headers()).getOrDefault("inference", 0.0));
  }

  private void processed(InputPosition input) {
    processed.merge(
        new TopicPartition(input.topic(), input.partition()), input.offset() + 1, Math::max);
  }

  /**
   * An outcome has the timestamp of its input. A live one is counted when it is read, and its
   * latency is the time since its input was published. An earlier one is counted after the time
   * that its header states.
   */
  private void count(
      String camera, ConsumerRecord<byte[], byte[]> record, boolean live, FlowWindow.Kind kind) {
    long now = clock.millis();
    double millis = millis(record);
    long at = live ? now : Math.min(now, record.timestamp() + (long) millis);
    double latency =
        kind != FlowWindow.Kind.DETECTED ? -1 : live ? now - record.timestamp() : millis;
    String pipeline = topics.pipelineOf(record.topic()).map(TopicNames::pipelineName).orElse("");
    board.outcome(camera, pipeline, at, kind, latency, work(record));
  }
}
