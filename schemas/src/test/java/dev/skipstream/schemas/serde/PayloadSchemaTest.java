package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.OutcomeEvent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Arguments> events() {
    return Stream.of(
        arguments("detection.v1.json", Samples.detection()),
        arguments("detection.v1.json", Samples.empty("lobby-1")),
        arguments("frame-dropped.v1.json", Samples.dropped()));
  }

  @ParameterizedTest
  @MethodSource("events")
  void whatTheCodeWritesIsValid(String file, OutcomeEvent event) throws Exception {
    JsonNode payload = JSON.readTree(EventSerdes.toJson(event));

    assertThat(Documents.errors(Documents.schema(file), payload)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("events")
  void fieldsThatALaterVersionAddsAreValid(String file, OutcomeEvent event) throws Exception {
    ObjectNode payload = (ObjectNode) JSON.readTree(EventSerdes.toJson(event));
    payload.put("weather", "rain");
    ((ObjectNode) payload.get("frame")).put("camera", 7);
    ((ObjectNode) payload.get("model")).put("precision", "fp16");

    assertThat(Documents.errors(Documents.schema(file), payload)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("events")
  void theSchemaIsNamedAfterTheEventType(String file, OutcomeEvent event) {
    assertThat(Documents.read(file).get("title").asText()).isEqualTo(event.type());
  }

  @ParameterizedTest
  @ValueSource(strings = {"detection.v1.json", "frame-dropped.v1.json"})
  void theExamplesAreValidAndTheCodeReadsThem(String file) throws Exception {
    JsonNode examples = Documents.read(file).get("examples");

    assertThat(examples).isNotEmpty();
    for (JsonNode example : examples) {
      assertThat(Documents.errors(Documents.schema(file), example)).isEmpty();
      OutcomeEvent event =
          read(Documents.read(file).get("title").asText(), JSON.writeValueAsBytes(example));
      assertThat(JSON.readTree(EventSerdes.toJson(event))).isEqualTo(example);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/frame, id",
    "/frame, width",
    "/input, offset",
    "/model, digest",
    "/detections/0, score",
    "/detections/0/box, x"
  })
  void aDetectionEventThatLacksAFieldIsNotValid(String object, String field) throws Exception {
    JsonNode payload = JSON.readTree(EventSerdes.toJson(Samples.detection()));
    ((ObjectNode) payload.at(object)).remove(field);

    assertThat(Documents.errors(Documents.schema("detection.v1.json"), payload))
        .singleElement()
        .asString()
        .contains(field);
  }

  @ParameterizedTest
  @CsvSource({"/frame, capturedAt", "/model, digest"})
  void textOfAnotherFormIsNotValid(String object, String field) throws Exception {
    JsonNode payload = JSON.readTree(EventSerdes.toJson(Samples.detection()));
    ((ObjectNode) payload.at(object)).put(field, "yesterday");

    assertThat(Documents.errors(Documents.schema("detection.v1.json"), payload)).hasSize(1);
  }

  @Test
  void everyReasonToDropAFrameIsInTheSchema() {
    JsonNode known = Documents.read("frame-dropped.v1.json").at("/properties/reason/examples");

    assertThat(known)
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(
            Arrays.stream(DropReason.values()).map(DropReason::toString).toList());
  }

  private static OutcomeEvent read(String type, byte[] value) throws InvalidEventException {
    return EventSerdes.readOutcome(new RecordHeaders().add("ce_type", type.getBytes(UTF_8)), value);
  }
}
