package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Image events, keyed by their source: the value is the encoded image, and not JSON. */
final class ImageEventSerde {
  private static final String SEQUENCE = "sequence";
  private static final String DATAREF = "dataref";
  private static final String MODEL = "model";

  ProducerRecord<byte[], byte[]> write(String topic, ImageEvent event) {
    CloudEventBuilder cloudEvent =
        CloudEventBuilder.v1()
            .withId(event.id())
            .withType(ImageEvent.TYPE)
            .withSource(CloudEventRecord.source(event.source()))
            .withData(event.contentType().orElse("application/octet-stream"), event.image());
    event.capturedAt().ifPresent(at -> cloudEvent.withTime(at.atOffset(ZoneOffset.UTC)));
    event.dataref().ifPresent(uri -> cloudEvent.withExtension(DATAREF, uri));
    event.model().ifPresent(uri -> cloudEvent.withExtension(MODEL, uri));
    MediaTime.write(event, cloudEvent);
    CameraAttributes.write(event, cloudEvent);
    event.sequence().ifPresent(n -> cloudEvent.withExtension(SEQUENCE, Sequence.text(n)));
    return CloudEventRecord.of(topic, event.source(), cloudEvent.build());
  }

  ImageEvent read(InputPosition at, byte[] key, Headers headers, byte[] value)
      throws InvalidEventException {
    return ImageEventReader.read(at, key, headers, value);
  }

  boolean isStructured(Headers headers) {
    return ImageEventReader.isStructured(headers);
  }
}
