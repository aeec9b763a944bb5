package dev.skipstream.schemas.serde;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Reads and writes the events of one type whose payload is JSON. A subclass states the type and the
 * attributes that come from the event.
 *
 * @param <T> the event
 */
abstract class JsonEventSerde<T> {
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

  private static final String TYPE_PREFIX = "dev.skipstream.";

  private final Class<T> payload;
  private final String type;
  private final String name;

  /**
   * Describes a type of event.
   *
   * @param type the value of {@code ce_type}
   * @param name of the event, for messages
   */
  JsonEventSerde(Class<T> payload, String type, String name) {
    this.payload = payload;
    this.type = type;
    this.name = name;
  }

  /** Returns the id that {@code ce_source} is made of. */
  abstract String source(T event);

  /** Returns the value of {@code ce_time}, where the event has one. */
  abstract Optional<Instant> time(T event);

  /** Returns the record's key. */
  String key(T event) {
    return source(event);
  }

  final ProducerRecord<byte[], byte[]> write(String topic, String id, T event) {
    Attributes attributes = new Attributes(id, type, source(event), time(event));
    return write(topic, key(event), attributes, event);
  }

  /**
   * The attributes of an event: {@code ce_id}, {@code ce_type}, {@code ce_source}, {@code ce_time}.
   */
  record Attributes(String id, String type, String source, Optional<Instant> time) {}

  /** Writes an event of any type whose payload is JSON. */
  static ProducerRecord<byte[], byte[]> write(
      String topic, String key, Attributes attributes, Object payload) {
    CloudEventBuilder event =
        CloudEventBuilder.v1()
            .withId(attributes.id())
            .withType(attributes.type())
            .withSource(CloudEventRecord.source(attributes.source()))
            .withData("application/json", schemaOf(attributes.type()), json(payload));
    attributes.time().ifPresent(at -> event.withTime(at.atOffset(ZoneOffset.UTC)));
    return CloudEventRecord.of(topic, key, event.build());
  }

  /** Returns a payload as compact JSON in UTF-8: the bytes that the topic carries. */
  static byte[] json(Object payload) {
    try {
      return JSON.writeValueAsBytes(payload);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a record of this type of event; unknown fields are ignored. */
  final T read(Headers headers, byte[] json) throws InvalidEventException {
    String actual = CloudEventRecord.type(headers);
    if (!actual.equals(type)) {
      throw new InvalidEventException("ce_type is %s: expected %s".formatted(actual, type));
    }
    return read(json);
  }

  /** Reads a payload; unknown fields are ignored. */
  final T read(byte[] json) throws InvalidEventException {
    if (json == null) {
      throw new InvalidEventException(name + ": the record has no value, expected JSON");
    }
    try {
      T event = JSON.readValue(json, payload);
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
   * Returns the name of the payload's JSON Schema, whose file is in this jar under the last part.
   */
  private static URI schemaOf(String type) {
    return URI.create("urn:skipstream:schema:" + type.substring(TYPE_PREFIX.length()));
  }
}
