package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.CameraStatusEvent;
import dev.skipstream.schemas.event.ClassificationEvent;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.Redrive;
import dev.skipstream.schemas.event.ReplayEvent;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import dev.skipstream.schemas.event.RulesEvent;
import dev.skipstream.schemas.event.SegmentationEvent;
import dev.skipstream.schemas.event.StreamFailure;
import dev.skipstream.schemas.event.TracksEvent;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Reads and writes events as Kafka records: attributes in {@code ce_} headers, data in the value.
 * Each event has a serde of its own; this class offers all of them to other packages.
 */
public final class EventSerdes {
  private static final ImageEventSerde IMAGE = new ImageEventSerde();
  private static final OutcomeSerde OUTCOME = new OutcomeSerde();
  private static final GroundTruthSerde GROUND_TRUTH = new GroundTruthSerde();
  private static final ModelStatusSerde MODEL_STATUS = new ModelStatusSerde();
  private static final CameraStatusSerde CAMERA_STATUS = new CameraStatusSerde();
  private static final ReplayRunSerde REPLAY_RUN = new ReplayRunSerde();
  private static final ReplayStartSerde REPLAY_START = new ReplayStartSerde();
  private static final StreamFailureSerde STREAM_FAILURE = new StreamFailureSerde();
  private static final RedriveSerde REDRIVE = new RedriveSerde();
  private static final TracksSerde TRACKS = new TracksSerde();
  private static final HappeningSerde HAPPENING = new HappeningSerde();
  private static final LineCountSerde LINE_COUNT = new LineCountSerde();
  private static final RulesSerde RULES = new RulesSerde();

  private EventSerdes() {}

  /** Writes an image event as a record keyed by its source. */
  public static ProducerRecord<byte[], byte[]> write(String topic, ImageEvent event) {
    return IMAGE.write(topic, event);
  }

  /**
   * Reads an image event: a CloudEvent in binary or structured mode. A record without CloudEvents
   * headers is taken as a bare image: its key is the source and its position the ID.
   *
   * @param key may be null or empty: then the source is the partition, as {@code topic-partition}
   * @param value may be null or empty: whether that is an error is for the reader to say
   * @throws InvalidEventException when the event breaks a rule of docs/events.md, its bounds
   *     included: each event that is returned fits into an outcome
   */
  public static ImageEvent readImage(InputPosition at, byte[] key, Headers headers, byte[] value)
      throws InvalidEventException {
    return IMAGE.read(at, key, headers, value);
  }

  /**
   * Returns true for a record whose value is a whole CloudEvent (structured mode): the length of
   * the value says nothing of the image's.
   */
  public static boolean isStructured(Headers headers) {
    return IMAGE.isStructured(headers);
  }

  /**
   * Writes an outcome as a record keyed by its source.
   *
   * @param id the event's own ID, see {@link dev.skipstream.schemas.event.EventId}
   */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, OutcomeEvent event) {
    return OUTCOME.write(topic, id, event);
  }

  /**
   * Returns the payload of an outcome as compact JSON in UTF-8: the bytes that the topic carries.
   */
  public static byte[] toJson(OutcomeEvent event) {
    return JsonEventSerde.json(event);
  }

  /** Reads the payload of a detection event; unknown fields are ignored. */
  public static DetectionEvent readDetection(byte[] json) throws InvalidEventException {
    return OUTCOME.readDetection(json);
  }

  /** Reads the payload of a classification event; unknown fields are ignored. */
  public static ClassificationEvent readClassification(byte[] json) throws InvalidEventException {
    return OUTCOME.readClassification(json);
  }

  /** Reads the payload of a segmentation event; unknown fields are ignored. */
  public static SegmentationEvent readSegmentation(byte[] json) throws InvalidEventException {
    return OUTCOME.readSegmentation(json);
  }

  /** Reads a record of the output topic by its type; unknown fields are ignored. */
  public static OutcomeEvent readOutcome(Headers headers, byte[] json)
      throws InvalidEventException {
    return OUTCOME.read(headers, json);
  }

  /** Writes the ground truth of a frame as a record keyed by its source; its ID is the frame's. */
  public static ProducerRecord<byte[], byte[]> write(String topic, GroundTruth truth) {
    return GROUND_TRUTH.write(topic, truth.frame().id(), truth);
  }

  /** Reads a record of the ground truth's topic; unknown fields are ignored. */
  public static GroundTruth readGroundTruth(Headers headers, byte[] json)
      throws InvalidEventException {
    return GROUND_TRUTH.read(headers, json);
  }

  /** Writes the status of a model on an instance as a record keyed by the instance. */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, ModelStatus status) {
    return MODEL_STATUS.write(topic, id, status);
  }

  /** Reads the status of a model on an instance; unknown fields are ignored. */
  public static ModelStatus readModelStatus(Headers headers, byte[] json)
      throws InvalidEventException {
    return MODEL_STATUS.read(headers, json);
  }

  /** Writes the state of a camera as a record keyed by the camera. */
  public static ProducerRecord<byte[], byte[]> write(
      String topic, String id, CameraStatusEvent status) {
    return CAMERA_STATUS.write(topic, id, status);
  }

  /** Reads the state of a camera; unknown fields are ignored. */
  public static CameraStatusEvent readCameraStatus(Headers headers, byte[] json)
      throws InvalidEventException {
    return CAMERA_STATUS.read(headers, json);
  }

  /** Writes the record of a replay, keyed by the replay. */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, ReplayRun run) {
    return REPLAY_RUN.write(topic, id, run);
  }

  /** Writes the start of a replay, keyed by the replay. */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, ReplayStart start) {
    return REPLAY_START.write(topic, id, start);
  }

  /** Reads a record about a replay by its type; unknown fields are ignored. */
  public static ReplayEvent readReplay(Headers headers, byte[] json) throws InvalidEventException {
    return CloudEventRecord.type(headers).equals(ReplayStart.TYPE)
        ? REPLAY_START.read(headers, json)
        : REPLAY_RUN.read(headers, json);
  }

  /** Writes the ends of a stream that name one record, keyed by {@link StreamFailure#key}. */
  public static ProducerRecord<byte[], byte[]> write(
      String topic, String id, StreamFailure failure) {
    return STREAM_FAILURE.write(topic, id, failure);
  }

  /** Reads the ends of a stream that name one record; unknown fields are ignored. */
  public static StreamFailure readStreamFailure(Headers headers, byte[] json)
      throws InvalidEventException {
    return STREAM_FAILURE.read(headers, json);
  }

  /** Writes the redrive of a dead letter, keyed by {@link Redrive#key}. */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, Redrive redrive) {
    return REDRIVE.write(topic, id, redrive);
  }

  /** Reads the redrive of a dead letter; unknown fields are ignored. */
  public static Redrive readRedrive(Headers headers, byte[] json) throws InvalidEventException {
    return REDRIVE.read(headers, json);
  }

  /** Writes the tracks of a frame as a record keyed by the source of the frame. */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, TracksEvent tracks) {
    return TRACKS.write(topic, id, tracks);
  }

  /** Reads the tracks of a frame; unknown fields are ignored. */
  public static TracksEvent readTracks(Headers headers, byte[] json) throws InvalidEventException {
    return TRACKS.read(headers, json);
  }

  /** Writes a happening of a track as a record keyed by the source of the frame. */
  public static ProducerRecord<byte[], byte[]> write(
      String topic, String id, HappeningEvent happening) {
    return HAPPENING.write(topic, id, happening);
  }

  /** Reads a happening of a track; unknown fields are ignored. */
  public static HappeningEvent readHappening(Headers headers, byte[] json)
      throws InvalidEventException {
    return HAPPENING.read(headers, json);
  }

  /** Writes the count of a line, keyed by {@link LineCount#key}. */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, LineCount count) {
    return LINE_COUNT.write(topic, id, count);
  }

  /** Reads the count of a line; unknown fields are ignored. */
  public static LineCount readLineCount(Headers headers, byte[] json) throws InvalidEventException {
    return LINE_COUNT.read(headers, json);
  }

  /** Returns the payload of the count of a line as compact JSON in UTF-8. */
  public static byte[] toJson(LineCount count) {
    return JsonEventSerde.json(count);
  }

  /** Reads the payload of the count of a line; unknown fields are ignored. */
  public static LineCount readLineCount(byte[] json) throws InvalidEventException {
    return LINE_COUNT.read(json);
  }

  /** Writes a version of the rules, keyed by {@link RulesEvent#KEY}. */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, RulesEvent rules) {
    return RULES.write(topic, id, rules);
  }

  /** Reads a version of the rules; unknown fields are ignored. */
  public static RulesEvent readRules(Headers headers, byte[] json) throws InvalidEventException {
    return RULES.read(headers, json);
  }
}
