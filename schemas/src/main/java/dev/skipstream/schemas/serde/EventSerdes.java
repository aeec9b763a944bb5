package dev.skipstream.schemas.serde;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.StreamFailure;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Reads and writes events as Kafka records: attributes in {@code ce_} headers, data in the value.
 */
public final class EventSerdes {
  private static final String CE_TYPE = "ce_type";
  private static final String SEQUENCE = "sequence";
  private static final String DATAREF = "dataref";
  private static final String MODEL = "model";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .build();

  private EventSerdes() {}

  /** The payload of an outcome as compact JSON in UTF-8: the bytes that the topic carries. */
  public static byte[] toJson(OutcomeEvent event) {
    return json(event);
  }

  private static byte[] json(Object payload) {
    try {
      return JSON.writeValueAsBytes(payload);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the payload of a detection event; unknown fields are ignored. */
  public static DetectionEvent readDetection(byte[] json) throws InvalidEventException {
    return read(json, DetectionEvent.class, "detection event");
  }

  /** Reads what a record of the output topic says; unknown fields are ignored. */
  public static OutcomeEvent readOutcome(Headers headers, byte[] json)
      throws InvalidEventException {
    String type = type(headers);
    return switch (type) {
      case DetectionEvent.TYPE -> readDetection(json);
      case FrameDropped.TYPE -> read(json, FrameDropped.class, "frame-dropped event");
      default ->
          throw new InvalidEventException(
              "ce_type is %s: expected %s or %s"
                  .formatted(type, DetectionEvent.TYPE, FrameDropped.TYPE));
    };
  }

  /** Reads what a record of the ground truth's topic says; unknown fields are ignored. */
  public static GroundTruth readGroundTruth(Headers headers, byte[] json)
      throws InvalidEventException {
    String type = type(headers);
    if (!type.equals(GroundTruth.TYPE)) {
      throw new InvalidEventException(
          "ce_type is %s: expected %s".formatted(type, GroundTruth.TYPE));
    }
    return read(json, GroundTruth.class, "ground-truth event");
  }

  private static String type(Headers headers) {
    Header header = headers.lastHeader(CE_TYPE);
    if (header == null) {
      return "absent";
    }
    return header.value() == null ? "null" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static <T> T read(byte[] json, Class<T> type, String name) throws InvalidEventException {
    if (json == null) {
      throw new InvalidEventException(name + ": the record has no value, expected JSON");
    }
    try {
      T event = JSON.readValue(json, type);
      if (event == null) {
        throw new InvalidEventException(name + ": the value is null, expected a JSON object");
      }
      return event;
    } catch (JacksonException e) {
      throw new InvalidEventException(name + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An outcome as a record keyed by its source.
   *
   * @param id the event's own ID, see {@link dev.skipstream.schemas.event.EventId}
   */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, OutcomeEvent event) {
    CloudEventBuilder cloudEvent =
        CloudEventBuilder.v1()
            .withId(id)
            .withType(event.type())
            .withSource(uriOf(event.source()))
            .withData("application/json", schemaOf(event.type()), toJson(event));
    event.capturedAt().ifPresent(at -> cloudEvent.withTime(at.atOffset(ZoneOffset.UTC)));
    return record(topic, event.source(), cloudEvent.build());
  }

  /** An image event as a record keyed by its source. */
  public static ProducerRecord<byte[], byte[]> write(String topic, ImageEvent event) {
    CloudEventBuilder cloudEvent =
        CloudEventBuilder.v1()
            .withId(event.id())
            .withType(ImageEvent.TYPE)
            .withSource(uriOf(event.source()))
            .withData(event.contentType().orElse("application/octet-stream"), event.image());
    event.capturedAt().ifPresent(at -> cloudEvent.withTime(at.atOffset(ZoneOffset.UTC)));
    event.dataref().ifPresent(uri -> cloudEvent.withExtension(DATAREF, uri));
    event.model().ifPresent(uri -> cloudEvent.withExtension(MODEL, uri));
    MediaTime.write(event, cloudEvent);
    event.sequence().ifPresent(n -> cloudEvent.withExtension(SEQUENCE, Sequence.text(n)));
    return record(topic, event.source(), cloudEvent.build());
  }

  /** A frame's truth as a record keyed by its source; its ID is the frame's. */
  public static ProducerRecord<byte[], byte[]> write(String topic, GroundTruth truth) {
    FrameInfo frame = truth.frame();
    CloudEventBuilder cloudEvent =
        CloudEventBuilder.v1()
            .withId(frame.id())
            .withType(GroundTruth.TYPE)
            .withSource(uriOf(frame.source()))
            .withData("application/json", schemaOf(GroundTruth.TYPE), json(truth));
    frame.capturedAt().ifPresent(at -> cloudEvent.withTime(at.atOffset(ZoneOffset.UTC)));
    return record(topic, frame.source(), cloudEvent.build());
  }

  /** Writes the status of a model on an instance as a record keyed by the instance. */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, ModelStatus status) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(id)
            .withType(ModelStatus.TYPE)
            .withSource(uriOf(status.instance()))
            .withTime(status.at().atOffset(ZoneOffset.UTC))
            .withData("application/json", schemaOf(ModelStatus.TYPE), json(status))
            .build();
    return record(topic, status.instance(), event);
  }

  /** Reads what an instance says of a model; unknown fields are ignored. */
  public static ModelStatus readModelStatus(Headers headers, byte[] json)
      throws InvalidEventException {
    String type = type(headers);
    if (!type.equals(ModelStatus.TYPE)) {
      throw new InvalidEventException(
          "ce_type is %s: expected %s".formatted(type, ModelStatus.TYPE));
    }
    return read(json, ModelStatus.class, "model-status event");
  }

  /** Writes the record of a replay, keyed by the replay. */
  public static ProducerRecord<byte[], byte[]> write(String topic, String id, ReplayRun run) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(id)
            .withType(ReplayRun.TYPE)
            .withSource(uriOf(run.id()))
            .withTime(run.startedAt().atOffset(ZoneOffset.UTC))
            .withData("application/json", schemaOf(ReplayRun.TYPE), json(run))
            .build();
    return record(topic, run.id(), event);
  }

  /** Reads what a replay did; unknown fields are ignored. */
  public static ReplayRun readReplayRun(Headers headers, byte[] json) throws InvalidEventException {
    String type = type(headers);
    if (!type.equals(ReplayRun.TYPE)) {
      throw new InvalidEventException("ce_type is %s: expected %s".formatted(type, ReplayRun.TYPE));
    }
    return read(json, ReplayRun.class, "replay event");
  }

  /** The ends of a stream that name one record, keyed by {@link StreamFailure#key}. */
  public static ProducerRecord<byte[], byte[]> write(
      String topic, String id, StreamFailure failure) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(id)
            .withType(StreamFailure.TYPE)
            .withSource(uriOf(failure.application()))
            .withTime(failure.at().atOffset(ZoneOffset.UTC))
            .withData("application/json", schemaOf(StreamFailure.TYPE), json(failure))
            .build();
    return record(topic, failure.key(), event);
  }

  /** Reads the ends of a stream that name one record; unknown fields are ignored. */
  public static StreamFailure readStreamFailure(Headers headers, byte[] json)
      throws InvalidEventException {
    String type = type(headers);
    if (!type.equals(StreamFailure.TYPE)) {
      throw new InvalidEventException(
          "ce_type is %s: expected %s".formatted(type, StreamFailure.TYPE));
    }
    return read(json, StreamFailure.class, "stream-failure event");
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
    return ImageEventReader.read(at, key, headers, value);
  }

  /**
   * Returns true for a record whose value is a whole CloudEvent (structured mode): the length of
   * the value says nothing of the image's.
   */
  public static boolean isStructured(Headers headers) {
    return ImageEventReader.isStructured(headers);
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, String source, CloudEvent event) {
    return KafkaMessageFactory.<byte[]>createWriter(
            topic, null, null, source.getBytes(StandardCharsets.UTF_8))
        .writeBinary(event);
  }

  /** The name of a payload's JSON Schema, whose file is in this jar under the last part. */
  private static URI schemaOf(String type) {
    return URI.create("urn:skipstream:schema:" + type.substring("dev.skipstream.".length()));
  }

  /** CloudEvents wants a URI reference; a source id is any text. */
  private static URI uriOf(String source) {
    return URI.create(URLEncoder.encode(source, StandardCharsets.UTF_8));
  }
}
