package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.stream.internal.outcome.Safeguards;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.FailOnInvalidTimestamp;

/** Safeguards that are off, to show that each other safeguard is sufficient. */
final class Unguarded {
  /** Neither safeguard 1 nor 2: only safeguard 3 is left. */
  static final Safeguards NEITHER =
      new Safeguards(Unguarded::read, new FailOnInvalidTimestamp(), false);

  /** Safeguard 2 alone: the parser bounds nothing. */
  static final Safeguards REPLACING =
      new Safeguards(Unguarded::read, Safeguards.ALL.timestamps(), true);

  /** Safeguard 1 alone: an outcome that cannot be written ends the stream. */
  static final Safeguards BOUNDING =
      new Safeguards(EventSerdes::readImage, Safeguards.ALL.timestamps(), false);

  private Unguarded() {}

  /** An app with other safeguards than {@link Safeguards#ALL}. */
  static DetectionStream app(DetectionSettings settings, Safeguards safeguards) {
    return new DetectionStream(settings) {
      @Override
      Safeguards safeguards() {
        return safeguards;
      }
    };
  }

  /** Reads CloudEvents in binary mode, and bare images, as the SDK does: without any bound. */
  static ImageEvent read(InputPosition at, byte[] key, Headers headers, byte[] value)
      throws InvalidEventException {
    byte[] image = value == null ? new byte[0] : value;
    String source = key == null ? at.topic() + "-" + at.partition() : new String(key, UTF_8);
    if (headers.lastHeader("ce_id") == null && headers.lastHeader("ce_specversion") == null) {
      return new ImageEvent(
          at.topic() + "-" + at.partition() + "-" + at.offset(),
          source,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          image);
    }
    CloudEvent event;
    try {
      event = KafkaMessageFactory.createReader(headers, image).toEvent();
    } catch (IllegalStateException e) {
      throw new InvalidEventException(e.getMessage(), e);
    }
    return new ImageEvent(
        event.getId(),
        source,
        Optional.empty(),
        Optional.ofNullable(event.getTime()).map(OffsetDateTime::toInstant),
        Optional.ofNullable(event.getDataContentType()),
        image);
  }
}
