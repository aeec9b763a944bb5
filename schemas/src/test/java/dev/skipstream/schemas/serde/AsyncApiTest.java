package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skipstream.schemas.event.CameraStatusEvent;
import dev.skipstream.schemas.event.ClassificationEvent;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.event.Redrive;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import dev.skipstream.schemas.event.RulesEvent;
import dev.skipstream.schemas.event.SegmentationEvent;
import dev.skipstream.schemas.event.StreamFailure;
import dev.skipstream.schemas.event.TracksEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the AsyncAPI document agrees with the code. */
class AsyncApiTest {
  private static final JsonNode DOCUMENT = Documents.read("asyncapi.yaml");
  private static final String ID = "616c9bb8821313c51f48b7281d9f84e2";

  static Stream<Arguments> records() {
    return Stream.of(
        arguments("image", EventSerdes.write("images", Samples.image())),
        arguments("image", EventSerdes.write("images", Samples.reference())),
        arguments("image", EventSerdes.write("images", Samples.recorded())),
        arguments("image", EventSerdes.write("images", Samples.viewed())),
        arguments("detection", EventSerdes.write("detections", ID, Samples.detection())),
        arguments("detection", EventSerdes.write("detections", ID, Samples.detectionInView())),
        arguments("detection", EventSerdes.write("detections", ID, Samples.empty("lobby 1/ä"))),
        arguments("classification", EventSerdes.write("detections", ID, Samples.classification())),
        arguments("segmentation", EventSerdes.write("detections", ID, Samples.segmentation())),
        arguments("frameDropped", EventSerdes.write("detections", ID, Samples.dropped())),
        arguments("modelStatus", EventSerdes.write("models.status", ID, Samples.serves())),
        arguments("cameraStatus", EventSerdes.write("cameras.status", ID, Samples.cameraUp())),
        arguments("replayStart", EventSerdes.write("replays", ID, Samples.replayStart())),
        arguments("replay", EventSerdes.write("replays", ID, Samples.replay())),
        arguments("redrive", EventSerdes.write("images.redrives", ID, Samples.redrive())),
        arguments("streamFailure", EventSerdes.write("stream.failures", ID, Samples.failure())),
        arguments("tracks", EventSerdes.write("tracks", ID, Samples.tracks())),
        arguments("tracks", EventSerdes.write("tracks", ID, Samples.noTracks("lobby 1/ä"))),
        arguments("happening", EventSerdes.write("happenings", ID, Samples.happenings().get(0))),
        arguments("lineCount", EventSerdes.write("counts", ID, Samples.lineCount())),
        arguments("rules", EventSerdes.write("tracks.rules", ID, Samples.rules())),
        arguments("groundTruth", EventSerdes.write("ground-truth", Samples.truth())),
        arguments(
            "groundTruth", EventSerdes.write("ground-truth", Samples.barestTruth("lobby 1/ä"))));
  }

  @ParameterizedTest
  @MethodSource("records")
  void describesTheHeadersThatTheCodeWrites(String message, ProducerRecord<byte[], byte[]> record) {
    JsonNode written = asJson(record.headers());

    assertThat(Documents.errors(Documents.schemaAt(headersOf(message)), written)).isEmpty();
    assertThat(documentedHeaders(headersOf(message))).containsAll(names(written));
  }

  @ParameterizedTest
  @MethodSource("records")
  void requiresEachHeaderThatTheCodeRequires(
      String message, ProducerRecord<byte[], byte[]> record) {
    for (String required : List.of("ce_specversion", "ce_id", "ce_source", "ce_type")) {
      ObjectNode written = asJson(record.headers());
      written.remove(required);

      assertThat(Documents.errors(Documents.schemaAt(headersOf(message)), written))
          .as(required)
          .isNotEmpty();
    }
  }

  @Test
  void tellsABareImageByItsLackOfHeaders() {
    ObjectNode headers = asJson(new RecordHeaders().add("any", "x".getBytes(UTF_8)));
    assertThat(Documents.errors(Documents.schemaAt(headersOf("bareImage")), headers)).isEmpty();

    ObjectNode cloudEvent = asJson(EventSerdes.write("images", Samples.image()).headers());
    assertThat(Documents.errors(Documents.schemaAt(headersOf("bareImage")), cloudEvent))
        .isNotEmpty();
  }

  @Test
  void namesEachMessageByTheTypeOfItsEvent() {
    assertThat(nameOf("image")).isEqualTo(ImageEvent.TYPE);
    assertThat(nameOf("detection")).isEqualTo(DetectionEvent.TYPE);
    assertThat(nameOf("classification")).isEqualTo(ClassificationEvent.TYPE);
    assertThat(nameOf("segmentation")).isEqualTo(SegmentationEvent.TYPE);
    assertThat(nameOf("frameDropped")).isEqualTo(FrameDropped.TYPE);
    assertThat(nameOf("groundTruth")).isEqualTo(GroundTruth.TYPE);
    assertThat(nameOf("modelStatus")).isEqualTo(ModelStatus.TYPE);
    assertThat(nameOf("cameraStatus")).isEqualTo(CameraStatusEvent.TYPE);
    assertThat(nameOf("replayStart")).isEqualTo(ReplayStart.TYPE);
    assertThat(nameOf("redrive")).isEqualTo(Redrive.TYPE);
    assertThat(nameOf("replay")).isEqualTo(ReplayRun.TYPE);
    assertThat(nameOf("streamFailure")).isEqualTo(StreamFailure.TYPE);
    assertThat(nameOf("tracks")).isEqualTo(TracksEvent.TYPE);
    assertThat(nameOf("happening")).isEqualTo(HappeningEvent.TYPE);
    assertThat(nameOf("lineCount")).isEqualTo(LineCount.TYPE);
    assertThat(nameOf("rules")).isEqualTo(RulesEvent.TYPE);
  }

  @Test
  void documentsTheHeadersThatTheTopologyAdds() {
    assertThat(documentedHeaders(headersOf("detection")))
        .contains(
            EventHeaders.TIMING,
            EventHeaders.BATCH,
            EventHeaders.TRACEPARENT,
            EventHeaders.TRACESTATE,
            EventHeaders.REDRIVEN_FROM,
            EventHeaders.INPUT_TIMESTAMP);
    assertThat(documentedHeaders(headersOf("deadLetter")))
        .contains(
            EventHeaders.REASON,
            EventHeaders.INPUT_TIMESTAMP,
            DeadLetterHeaders.DROPPED,
            DeadLetterHeaders.VALUE_BYTES,
            DeadLetterHeaders.KEY_BYTES,
            DeadLetterHeaders.HEADER_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "structuredImage", "bareImage", "deadLetter"})
  void documentsTheMarkOfARedrivenRecord(String message) {
    assertThat(documentedHeaders(headersOf(message))).contains(EventHeaders.REDRIVEN_FROM);
  }

  @Test
  void listsEveryReasonOfADeadLetter() {
    JsonNode reasons =
        DOCUMENT
            .at("/components/schemas/deadLetterHeaders/properties")
            .get(EventHeaders.REASON)
            .get("examples");

    assertThat(reasons)
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(
            Arrays.stream(RejectReason.values()).map(RejectReason::code).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "imageHeaders",
    "structuredImageHeaders",
    "structuredImage",
    "bareImageHeaders",
    "outcomeHeaders",
    "groundTruthHeaders",
    "modelStatusHeaders",
    "cameraStatusHeaders",
    "replayStartHeaders",
    "redriveHeaders",
    "replayHeaders",
    "streamFailureHeaders",
    "trackingHeaders",
    "rulesHeaders",
    "deadLetterHeaders"
  })
  void theExamplesOfHeadersAreValid(String schema) {
    String pointer = "/components/schemas/" + schema;
    JsonNode examples = DOCUMENT.at(pointer).get("examples");

    assertThat(examples).isNotEmpty();
    for (JsonNode example : examples) {
      assertThat(Documents.errors(Documents.schemaAt(pointer), example)).isEmpty();
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<JsonNode> references = DOCUMENT.findValues("$ref");

    assertThat(references).isNotEmpty();
    for (JsonNode reference : references) {
      assertThat(target(reference.asText()).isMissingNode()).as(reference.asText()).isFalse();
    }
  }

  private static JsonNode target(String reference) {
    String[] parts = reference.split("#", 2);
    JsonNode document = parts[0].isEmpty() ? DOCUMENT : Documents.read(parts[0]);
    return parts.length == 1 ? document : document.at(parts[1]);
  }

  private static String nameOf(String message) {
    return DOCUMENT.at("/components/messages/" + message + "/name").asText();
  }

  private static String headersOf(String message) {
    return "/components/messages/" + message + "/headers";
  }

  /** The properties of a schema and of those it is made of. */
  private static Set<String> documentedHeaders(String pointer) {
    Set<String> names = new TreeSet<>();
    collect(DOCUMENT.at(pointer), names);
    return names;
  }

  private static void collect(JsonNode schema, Set<String> names) {
    Optional.ofNullable(schema.get("$ref"))
        .ifPresent(reference -> collect(target(reference.asText()), names));
    Optional.ofNullable(schema.get("properties"))
        .ifPresent(properties -> properties.fieldNames().forEachRemaining(names::add));
    Optional.ofNullable(schema.get("allOf"))
        .ifPresent(parts -> parts.forEach(part -> collect(part, names)));
  }

  private static ObjectNode asJson(Headers headers) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    headers.forEach(header -> json.put(header.key(), new String(header.value(), UTF_8)));
    return json;
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
