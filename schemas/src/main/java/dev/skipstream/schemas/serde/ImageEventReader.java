package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Reads image events from records that any producer may have written: CloudEvents in binary and in
 * structured mode, and bare images. Bounds what it accepts, so that each event that it returns can
 * be written as part of an outcome.
 */
final class ImageEventReader {
  /** The greatest length of {@code ce_id}, in bytes. */
  static final int MAX_ID_BYTES = 1_024;

  /** The greatest length of a key, which is the source, in bytes. */
  static final int MAX_SOURCE_BYTES = 1_024;

  /** The greatest length of {@code ce_model}, in bytes. */
  static final int MAX_MODEL_BYTES = 512;

  /** The greatest length of {@code ce_dataref}, in bytes: signed URLs have some thousand. */
  static final int MAX_DATAREF_BYTES = 8_192;

  /** The greatest length of every other attribute that is read, in bytes. */
  static final int MAX_TEXT_BYTES = 1_024;

  private static final String PREFIX = "ce_";
  private static final String CONTENT_TYPE = "content-type";
  private static final String CLOUDEVENTS = "application/cloudevents";
  private static final String SEQUENCE = "sequence";
  private static final String DATAREF = "dataref";
  private static final String MODEL = "model";

  /** Quoted text of a record is cut: it ends up in headers of a dead letter. */
  private static final int QUOTED_CHARS = 100;

  private ImageEventReader() {}

  static ImageEvent read(InputPosition at, byte[] key, Headers headers, byte[] value)
      throws InvalidEventException {
    requireOneOfEach(headers);
    byte[] bytes = value == null ? new byte[0] : value;
    String source = source(at, key);
    Optional<String> contentType = contentType(headers);
    if (contentType.filter(ImageEventReader::isCloudEvents).isPresent()) {
      return event(source, StructuredEvent.read(contentType.get(), bytes));
    }
    if (headers.lastHeader("ce_id") == null && headers.lastHeader("ce_specversion") == null) {
      String id = at.topic() + "-" + at.partition() + "-" + at.offset();
      return new ImageEvent(
          id, source, Optional.empty(), Optional.empty(), Optional.empty(), bytes);
    }
    requireOneContentType(headers);
    requireTime(text(headers, "ce_time"));
    return event(source, binary(headers, bytes));
  }

  /** Returns true for a record whose value is a whole CloudEvent: its image may be elsewhere. */
  static boolean isStructured(Headers headers) {
    for (Header header : headers.headers(CONTENT_TYPE)) {
      if (header.value() != null && isCloudEvents(new String(header.value(), UTF_8))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCloudEvents(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith(CLOUDEVENTS);
  }

  private static void requireOneOfEach(Headers headers) throws InvalidEventException {
    Set<String> seen = new HashSet<>();
    for (Header header : headers) {
      if (!header.key().startsWith(PREFIX)) {
        continue;
      }
      if (header.value() == null) {
        throw new InvalidEventException(
            "header %s is null: expected a value, or no such header".formatted(cut(header.key())));
      }
      if (!seen.add(header.key())) {
        throw new InvalidEventException(
            "header %s is present more than once: expected one".formatted(cut(header.key())));
      }
    }
  }

  /**
   * Returns empty without such a header, or with null ones only: null headers matter in binary mode
   * alone.
   */
  private static Optional<String> contentType(Headers headers) throws InvalidEventException {
    String found = null;
    boolean several = false;
    boolean structured = false;
    for (Header header : headers.headers(CONTENT_TYPE)) {
      if (header.value() != null) {
        several |= found != null;
        found = new String(header.value(), UTF_8);
        structured |= isCloudEvents(found);
      }
    }
    if (several && structured) {
      throw new InvalidEventException(
          "header content-type is there more than once: expected one, since it says that the value"
              + " is a CloudEvent");
    }
    return Optional.ofNullable(found);
  }

  private static void requireOneContentType(Headers headers) throws InvalidEventException {
    int count = 0;
    for (Header header : headers.headers(CONTENT_TYPE)) {
      count++;
      if (header.value() == null) {
        throw new InvalidEventException(
            "header content-type is null: expected a media type, or no such header");
      }
    }
    if (count > 1) {
      throw new InvalidEventException(
          "header content-type is present %d times: expected one".formatted(count));
    }
  }

  private static String source(InputPosition at, byte[] key) throws InvalidEventException {
    if (key == null || key.length == 0) {
      return at.topic() + "-" + at.partition();
    }
    if (key.length > MAX_SOURCE_BYTES) {
      throw new InvalidEventException(
          "the key has %d bytes: expected at most %d, since it is the source of the frame"
              .formatted(key.length, MAX_SOURCE_BYTES));
    }
    return new String(key, UTF_8);
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }

  /** Requires an RFC 3339 instant, where there is one. */
  static void requireTime(String text) throws InvalidEventException {
    if (text != null) {
      EventTime.parse("ce_time", text);
    }
  }

  private static CloudEvent binary(Headers headers, byte[] image) throws InvalidEventException {
    // Only CloudEvents' own: others may be null, which the SDK does not expect.
    Headers own = new RecordHeaders();
    for (Header header : headers) {
      if (header.key().startsWith(PREFIX) || header.key().equals(CONTENT_TYPE)) {
        own.add(header);
      }
    }
    try {
      return KafkaMessageFactory.createReader(own, image).toEvent();
    } catch (RuntimeException e) {
      // The SDK has no common type for what it rejects.
      throw new InvalidEventException(
          "headers are not those of a CloudEvent in binary mode: " + cut(e.getMessage()), e);
    }
  }

  private static ImageEvent event(String source, CloudEvent event) throws InvalidEventException {
    if (event.getSpecVersion() != SpecVersion.V1) {
      throw new InvalidEventException(
          "ce_specversion is %s: expected 1.0".formatted(event.getSpecVersion()));
    }
    if (!ImageEvent.TYPE.equals(event.getType())) {
      throw new InvalidEventException(
          "ce_type is %s: expected %s".formatted(cut(event.getType()), ImageEvent.TYPE));
    }
    String id = bounded("ce_id", event.getId(), MAX_ID_BYTES);
    if (id.isEmpty()) {
      throw new InvalidEventException("ce_id is empty: expected one that is unique in its source");
    }
    return new ImageEvent(
        id,
        source,
        sequence(event),
        Optional.ofNullable(event.getTime()).map(time -> time.toInstant()),
        MediaTime.pts(event),
        MediaTime.clock(event),
        bounded("content-type", Optional.ofNullable(event.getDataContentType()), MAX_TEXT_BYTES),
        dataref(event),
        bounded("ce_model", extension(event, MODEL), MAX_MODEL_BYTES),
        CameraAttributes.view(event),
        CameraAttributes.motion(event),
        event.getData() == null ? new byte[0] : event.getData().toBytes());
  }

  private static Optional<String> extension(CloudEvent event, String name) {
    return Optional.ofNullable(event.getExtension(name)).map(Object::toString);
  }

  private static Optional<Long> sequence(CloudEvent event) throws InvalidEventException {
    Optional<String> text = bounded("ce_sequence", extension(event, SEQUENCE), MAX_TEXT_BYTES);
    return text.isEmpty() ? Optional.empty() : Optional.of(Sequence.parse(text.get()));
  }

  private static Optional<URI> dataref(CloudEvent event) throws InvalidEventException {
    Optional<String> text = bounded("ce_dataref", extension(event, DATAREF), MAX_DATAREF_BYTES);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new URI(text.get()));
    } catch (URISyntaxException e) {
      throw new InvalidEventException(
          "ce_dataref is '%s': expected a URI".formatted(cut(text.get())), e);
    }
  }

  private static Optional<String> bounded(String name, Optional<String> text, int maxBytes)
      throws InvalidEventException {
    return text.isEmpty() ? text : Optional.of(bounded(name, text.get(), maxBytes));
  }

  private static String bounded(String name, String text, int maxBytes)
      throws InvalidEventException {
    int bytes = text.getBytes(UTF_8).length;
    if (bytes > maxBytes) {
      throw new InvalidEventException(
          "%s has %d bytes: expected at most %d".formatted(name, bytes, maxBytes));
    }
    return text;
  }

  /** Returns the begin of a text that may be long. */
  static String cut(String text) {
    return text == null || text.length() <= QUOTED_CHARS
        ? text
        : text.substring(0, QUOTED_CHARS) + "…";
  }
}
