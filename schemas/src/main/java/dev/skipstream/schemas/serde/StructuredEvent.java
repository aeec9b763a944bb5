package dev.skipstream.schemas.serde;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.util.Locale;

/** Reads CloudEvents in structured mode: one JSON document that holds attributes and data. */
final class StructuredEvent {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addModule(JsonFormat.getCloudEventJacksonModule())
          .build();

  private StructuredEvent() {}

  /**
   * Reads an event whose data is an image in {@code data_base64}, or elsewhere.
   *
   * @param contentType of the record
   */
  static CloudEvent read(String contentType, byte[] value) throws InvalidEventException {
    requireJson(contentType);
    CloudEvent event;
    try {
      JsonNode tree = JSON.readTree(value);
      if (!(tree instanceof ObjectNode attributes)) {
        throw new InvalidEventException("the value is no JSON object: expected a CloudEvent");
      }
      // CloudEvents' JSON format: an attribute that is null is not there.
      attributes.properties().removeIf(attribute -> attribute.getValue().isNull());
      if (attributes.has("time")) {
        ImageEventReader.requireTime(attributes.get("time").asText());
      }
      event = JSON.treeToValue(attributes, CloudEvent.class);
    } catch (IOException | RuntimeException e) {
      // The SDK has no common type for what it rejects.
      throw new InvalidEventException(
          "the value is no CloudEvent in structured mode: " + ImageEventReader.cut(e.getMessage()),
          e);
    }
    if (event.getData() instanceof JsonCloudEventData) {
      throw new InvalidEventException(
          "the CloudEvent has data in JSON: expected an image in data_base64, or a dataref");
    }
    return event;
  }

  private static void requireJson(String contentType) throws InvalidEventException {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!type.equals(JsonFormat.CONTENT_TYPE)) {
      throw new InvalidEventException(
          "content-type is %s: expected %s, or the media type of an image"
              .formatted(ImageEventReader.cut(contentType), JsonFormat.CONTENT_TYPE));
    }
  }
}
