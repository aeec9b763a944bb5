package dev.skipstream.schemas.serde;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The form of every event as a Kafka record: attributes in {@code ce_} headers, data in the value.
 */
final class CloudEventRecord {
  private static final String CE_TYPE = "ce_type";

  private CloudEventRecord() {}

  static ProducerRecord<byte[], byte[]> of(String topic, String key, CloudEvent event) {
    return KafkaMessageFactory.<byte[]>createWriter(
            topic, null, null, key.getBytes(StandardCharsets.UTF_8))
        .writeBinary(event);
  }

  /**
   * Returns {@code ce_source} of a source id: CloudEvents requires a URI reference, an id is any
   * text.
   */
  static URI source(String id) {
    return URI.create(URLEncoder.encode(id, StandardCharsets.UTF_8));
  }

  /** Returns {@code ce_type}; {@code absent} or {@code null} where the header is. */
  static String type(Headers headers) {
    Header header = headers.lastHeader(CE_TYPE);
    if (header == null) {
      return "absent";
    }
    return header.value() == null ? "null" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
