package dev.skipstream.stream.internal.outcome;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The safeguards that keep the content of a record from ending the stream. A production stream has
 * {@link #ALL}. Tests switch single safeguards off, to show that the others are sufficient.
 *
 * @param reader parses image events and bounds what it accepts (safeguard 1)
 * @param timestamps gives each record a timestamp that Kafka Streams accepts (safeguard 1)
 * @param replaces replaces an outcome that cannot be made or written by a dead letter (safeguard 2)
 */
public record Safeguards(EventReader reader, TimestampExtractor timestamps, boolean replaces) {

  /** Parses the image event of one record. */
  public interface EventReader {
    ImageEvent read(InputPosition at, byte[] key, Headers headers, byte[] value)
        throws InvalidEventException;
  }

  public static final Safeguards ALL =
      new Safeguards(EventSerdes::readImage, new InputTimestamp.Extractor(), true);
}
