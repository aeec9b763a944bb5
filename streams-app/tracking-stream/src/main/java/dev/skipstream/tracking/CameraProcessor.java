package dev.skipstream.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.schemas.serde.TraceContext;
import dev.skipstream.stream.OutgoingRecord;
import dev.skipstream.track.ByteTracker;
import dev.skipstream.zones.RuleVersions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the frames of the cameras of one partition. It reads a camera's record, works, and then
 * writes: nothing is written for a record whose content is at fault, and the stream goes on.
 *
 * <p>Threading: belongs to the stream thread of its task.
 */
final class CameraProcessor extends ContextualProcessor<byte[], byte[], byte[], OutgoingRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(CameraProcessor.class);

  private final TrackingTopology.Parts parts;
  private final Supplier<RuleVersions> rules;
  private final TrackingMetrics metrics;
  private final CameraStep step;
  private KeyValueStore<Bytes, byte[]> cameras;
  private KeyValueStore<Bytes, byte[]> counts;
  private LineCounts lineCounts;

  CameraProcessor(TrackingTopology.Parts parts) {
    this.parts = parts;
    this.rules = parts.rules();
    this.metrics = parts.metrics();
    this.step = new CameraStep(new ByteTracker(parts.tracker()), parts.topicId());
  }

  @Override
  public void init(ProcessorContext<byte[], OutgoingRecord> context) {
    super.init(context);
    cameras = context.getStateStore(TrackingTopology.CAMERAS);
    counts = context.getStateStore(TrackingTopology.COUNTS);
    lineCounts = new LineCounts(counts, parts.counting());
  }

  /**
   * A record on its way to a topic.
   *
   * @param node the sink
   * @param value null removes an entry of a table
   */
  private record Outgoing(String node, byte[] key, byte[] value, Headers headers) {}

  /** A frame whose work is done and of which nothing is written yet. */
  private record Work(
      Bytes camera,
      byte[] state,
      CameraStep.Result result,
      LineCounts.Changes changes,
      List<Outgoing> records,
      Instant time,
      long unstarted,
      long unwatched) {}

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata at = context().recordMetadata().orElseThrow();
    InputPosition position = new InputPosition(at.topic(), at.partition(), at.offset());
    FrameOutcome outcome;
    try {
      OutcomeEvent event = EventSerdes.readOutcome(record.headers(), record.value());
      if (!(event instanceof DetectionEvent detection)) {
        outcome = FrameOutcome.DROPPED;
      } else if (detection.frame().capturedAt().isEmpty()) {
        outcome = FrameOutcome.UNTIMED;
      } else {
        outcome = write(work(record, position, detection), record, position);
      }
    } catch (InvalidEventException e) {
      LOG.warn("{} is ignored: {}", position, e.getMessage());
      outcome = FrameOutcome.INVALID;
    }
    metrics.frame(outcome);
  }

  private Work work(Record<byte[], byte[]> record, InputPosition at, DetectionEvent event)
      throws InvalidEventException {
    byte[] camera = event.source().getBytes(UTF_8);
    if (camera.length > CountKey.MOST_CAMERA_BYTES) {
      throw new InvalidEventException(
          "its source has %d bytes: expected %d at most"
              .formatted(camera.length, CountKey.MOST_CAMERA_BYTES));
    }
    Bytes key = Bytes.wrap(camera);
    CameraRecord before =
        Optional.ofNullable(cameras.get(key))
            .map(CameraRecordFormat::decode)
            .orElseGet(() -> CameraRecord.first(step.topicId()));
    Instant time = event.frame().capturedAt().orElseThrow();
    CameraStep.Result result = contained(() -> step.next(before, event, at, rules.get().at(time)));
    LineCounts.Changes changes = lineCounts.after(result.happenings());
    return new Work(
        key,
        contained(() -> CameraRecordFormat.encode(result.next())),
        result,
        changes,
        contained(() -> records(record, at, result, changes)),
        time,
        result.next().tracker().unstarted() - before.tracker().unstarted(),
        result.next().watch().unwatched() - before.watch().unwatched());
  }

  /**
   * Does a part of the work that depends on the content of the record alone. The numbers and names
   * of another program's events may be ones that this work fails at.
   */
  private static <T> T contained(Supplier<T> work) throws InvalidEventException {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw new InvalidEventException("its values cannot be tracked: " + e, e);
    }
  }

  private List<Outgoing> records(
      Record<byte[], byte[]> record,
      InputPosition at,
      CameraStep.Result result,
      LineCounts.Changes changes) {
    List<Outgoing> records = new ArrayList<>();
    result
        .tracks()
        .ifPresent(
            tracks ->
                records.add(
                    outgoing(
                        TrackingTopology.TO_TRACKS,
                        record,
                        EventSerdes.write(
                            parts.topics().tracks(),
                            EventId.of(
                                parts.topicId(), at.partition(), at.offset(), EventId.Role.TRACKS),
                            tracks))));
    int number = 0;
    for (HappeningEvent happening : result.happenings()) {
      String id = id(at, EventId.Role.HAPPENING, number++);
      records.add(
          outgoing(
              TrackingTopology.TO_HAPPENINGS,
              record,
              EventSerdes.write(parts.topics().happenings(), id, happening)));
    }
    for (LineCount old : changes.removed()) {
      records.add(
          new Outgoing(
              TrackingTopology.TO_COUNTS, old.key().getBytes(UTF_8), null, new RecordHeaders()));
    }
    number = 0;
    for (LineCount count : changes.counts()) {
      String id = id(at, EventId.Role.COUNT, number++);
      records.add(
          outgoing(
              TrackingTopology.TO_COUNTS,
              record,
              EventSerdes.write(parts.topics().counts(), id, count)));
    }
    return records;
  }

  private String id(InputPosition at, EventId.Role role, int number) {
    return EventId.of(parts.topicId(), at.partition(), at.offset(), role, number);
  }

  private static Outgoing outgoing(
      String node, Record<byte[], byte[]> input, ProducerRecord<byte[], byte[]> event) {
    TraceContext.copy(input.headers(), event.headers());
    return new Outgoing(node, event.key(), event.value(), event.headers());
  }

  private FrameOutcome write(Work work, Record<byte[], byte[]> record, InputPosition at) {
    cameras.put(work.camera(), work.state());
    for (LineCount old : work.changes().removed()) {
      counts.delete(CountKey.of(old));
    }
    for (LineCount count : work.changes().counts()) {
      counts.put(CountKey.of(count), EventSerdes.toJson(count));
    }
    for (Outgoing outgoing : work.records()) {
      context()
          .forward(
              new Record<>(
                  outgoing.key(),
                  new OutgoingRecord(at.partition(), outgoing.value()),
                  record.timestamp(),
                  outgoing.headers()),
              outgoing.node());
    }
    if (work.result().outcome() == FrameOutcome.TRACKED) {
      metrics.tracked(work.time());
    }
    work.result().happenings().forEach(happening -> metrics.happened(happening.event()));
    metrics.ignored(work.unstarted(), work.unwatched());
    return work.result().outcome();
  }
}
