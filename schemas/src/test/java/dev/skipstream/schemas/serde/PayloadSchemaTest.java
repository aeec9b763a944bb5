package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skipstream.schemas.event.CameraStatusEvent;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.event.Redrive;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import dev.skipstream.schemas.event.RulesEvent;
import dev.skipstream.schemas.event.StreamFailure;
import dev.skipstream.schemas.event.TracksEvent;
import java.util.Arrays;
import java.util.List;
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

class PayloadSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ID = "616c9bb8821313c51f48b7281d9f84e2";

  static Stream<Arguments> records() {
    return Stream.concat(
        others(),
        Samples.happenings().stream()
            .map(
                happening ->
                    arguments(
                        "happening.v1.json", EventSerdes.write("happenings", ID, happening))));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        arguments("detection.v1.json", EventSerdes.write("detections", ID, Samples.detection())),
        arguments(
            "detection.v1.json", EventSerdes.write("detections", ID, Samples.empty("lobby-1"))),
        arguments("detection.v1.json", EventSerdes.write("detections", ID, Samples.instance())),
        arguments(
            "classification.v1.json",
            EventSerdes.write("detections", ID, Samples.classification())),
        arguments(
            "segmentation.v1.json", EventSerdes.write("detections", ID, Samples.segmentation())),
        arguments("frame-dropped.v1.json", EventSerdes.write("detections", ID, Samples.dropped())),
        arguments("model-status.v1.json", EventSerdes.write("models.status", ID, Samples.serves())),
        arguments(
            "model-status.v1.json", EventSerdes.write("models.status", ID, Samples.refused())),
        arguments(
            "camera-status.v1.json", EventSerdes.write("cameras.status", ID, Samples.cameraUp())),
        arguments(
            "camera-status.v1.json", EventSerdes.write("cameras.status", ID, Samples.cameraDown())),
        arguments("replay-start.v1.json", EventSerdes.write("replays", ID, Samples.replayStart())),
        arguments("replay.v1.json", EventSerdes.write("replays", ID, Samples.replay())),
        arguments("redrive.v1.json", EventSerdes.write("images.redrives", ID, Samples.redrive())),
        arguments(
            "stream-failure.v1.json", EventSerdes.write("stream.failures", ID, Samples.failure())),
        arguments("replay.v1.json", EventSerdes.write("replays", ID, Samples.resumedReplay())),
        arguments("tracks.v1.json", EventSerdes.write("tracks", ID, Samples.tracks())),
        arguments("tracks.v1.json", EventSerdes.write("tracks", ID, Samples.noTracks("lobby-1"))),
        arguments("line-count.v1.json", EventSerdes.write("counts", ID, Samples.lineCount())),
        arguments("rules.v1.json", EventSerdes.write("tracks.rules", ID, Samples.rules())),
        arguments("ground-truth.v1.json", EventSerdes.write("ground-truth", Samples.truth())),
        arguments(
            "ground-truth.v1.json",
            EventSerdes.write("ground-truth", Samples.barestTruth("lobby-1"))));
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatTheCodeWritesIsValid(String file, ProducerRecord<byte[], byte[]> record)
      throws Exception {
    assertThat(Documents.errors(Documents.schema(file), JSON.readTree(record.value()))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("records")
  void fieldsThatALaterVersionAddsAreValid(String file, ProducerRecord<byte[], byte[]> record)
      throws Exception {
    ObjectNode payload = (ObjectNode) JSON.readTree(record.value());
    for (JsonNode part : payload) {
      if (part instanceof ObjectNode object) {
        object.put("camera", 7);
      }
    }
    payload.put("weather", "rain");

    assertThat(Documents.errors(Documents.schema(file), payload)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("records")
  void eachEventNamesItsSchema(String file, ProducerRecord<byte[], byte[]> record) {
    assertThat(new String(record.headers().lastHeader("ce_dataschema").value(), UTF_8))
        .isEqualTo("urn:skipstream:schema:" + file.replace(".json", ""));
  }

  @ParameterizedTest
  @MethodSource("records")
  void theSchemaIsNamedAfterTheEventType(String file, ProducerRecord<byte[], byte[]> record) {
    assertThat(Documents.read(file).get("title").asText())
        .isEqualTo(new String(record.headers().lastHeader("ce_type").value(), UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "detection.v1.json",
        "classification.v1.json",
        "segmentation.v1.json",
        "frame-dropped.v1.json",
        "ground-truth.v1.json",
        "camera-status.v1.json",
        "model-status.v1.json",
        "replay-start.v1.json",
        "redrive.v1.json",
        "replay.v1.json",
        "stream-failure.v1.json",
        "tracks.v1.json",
        "happening.v1.json",
        "line-count.v1.json",
        "rules.v1.json"
      })
  void theExamplesAreValidAndTheCodeReadsThem(String file) throws Exception {
    JsonNode examples = Documents.read(file).get("examples");

    assertThat(examples).isNotEmpty();
    for (JsonNode example : examples) {
      assertThat(Documents.errors(Documents.schema(file), example)).isEmpty();
      byte[] again =
          readAndWritten(
              Documents.read(file).get("title").asText(), JSON.writeValueAsBytes(example));
      assertThat(JSON.readTree(again)).isEqualTo(example);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/frame, id",
    "/frame, width",
    "/input, offset",
    "/model, digest",
    "/detections/0, score",
    "/detections/0/box, x",
    "/detections/0/mask, counts",
    "/detections/0/keypoints/0, name"
  })
  void aDetectionEventThatLacksAFieldIsNotValid(String object, String field) throws Exception {
    JsonNode payload = JSON.readTree(EventSerdes.toJson(Samples.instance()));
    ((ObjectNode) payload.at(object)).remove(field);

    assertThat(Documents.errors(Documents.schema("detection.v1.json"), payload))
        .singleElement()
        .asString()
        .contains(field);
  }

  @ParameterizedTest
  @CsvSource({"/frame, width", "/model, digest", "/classes/0, score", "/classes/0, classId"})
  void aClassificationEventThatLacksAFieldIsNotValid(String object, String field) throws Exception {
    JsonNode payload = JSON.readTree(EventSerdes.toJson(Samples.classification()));
    ((ObjectNode) payload.at(object)).remove(field);

    assertThat(Documents.errors(Documents.schema("classification.v1.json"), payload))
        .singleElement()
        .asString()
        .contains(field);
  }

  @ParameterizedTest
  @CsvSource({
    "/frame, width",
    "/model, digest",
    "/regions/0, classId",
    "/regions/0, area",
    "/regions/0, share",
    "/regions/0, mask",
    "/regions/0/mask, counts"
  })
  void aSegmentationEventThatLacksAFieldIsNotValid(String object, String field) throws Exception {
    JsonNode payload = JSON.readTree(EventSerdes.toJson(Samples.segmentation()));
    ((ObjectNode) payload.at(object)).remove(field);

    assertThat(Documents.errors(Documents.schema("segmentation.v1.json"), payload))
        .singleElement()
        .asString()
        .contains(field);
  }

  @ParameterizedTest
  @CsvSource({"/frame, width", "/objects/0, label", "/objects/0, crowd", "/objects/0/box, x"})
  void aGroundTruthThatLacksAFieldIsNotValid(String object, String field) throws Exception {
    JsonNode payload = JSON.readTree(EventSerdes.write("any", Samples.truth()).value());
    ((ObjectNode) payload.at(object)).remove(field);

    assertThat(Documents.errors(Documents.schema("ground-truth.v1.json"), payload))
        .singleElement()
        .asString()
        .contains(field);
  }

  @ParameterizedTest
  @CsvSource({
    "/objects/0/mask, size",
    "/objects/0/mask, counts",
    "/objects/0/keypoints/0, name",
    "/objects/0/keypoints/0, visibility",
    "/class, label",
    "/class, classId"
  })
  void aMaskPointOrClassThatLacksAFieldIsNotValid(String object, String field) throws Exception {
    JsonNode payload = JSON.readTree(EventSerdes.write("any", Samples.shapedTruth()).value());
    assertThat(Documents.errors(Documents.schema("ground-truth.v1.json"), payload)).isEmpty();
    ((ObjectNode) payload.at(object)).remove(field);

    assertThat(Documents.errors(Documents.schema("ground-truth.v1.json"), payload))
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

  @ParameterizedTest
  @CsvSource({"camera", "at", "event", "reason"})
  void aCameraStatusThatLacksAFieldIsNotValid(String field) throws Exception {
    JsonNode payload = JSON.readTree(EventSerdes.write("any", ID, Samples.cameraDown()).value());
    ((ObjectNode) payload).remove(field);

    assertThat(Documents.errors(Documents.schema("camera-status.v1.json"), payload)).isNotEmpty();
  }

  @Test
  void aHappeningThatLacksAFieldOfItsKindIsNotValid() throws Exception {
    for (HappeningEvent happening : Samples.happenings()) {
      JsonNode payload = JSON.readTree(EventSerdes.write("any", ID, happening).value());
      boolean alert = payload.has("alert");
      for (String field :
          List.of("track", "label", "rule", "direction", "dwellMillis", "path", "alert")) {
        ObjectNode without = payload.deepCopy();
        boolean optional = alert && field.equals("track");
        if (without.remove(field) != null && !optional) {
          assertThat(Documents.errors(Documents.schema("happening.v1.json"), without))
              .as("%s without %s", happening.event(), field)
              .isNotEmpty();
        }
      }
    }
  }

  @Test
  void everyKindOfHappeningIsInTheSchema() {
    JsonNode known = Documents.read("happening.v1.json").at("/properties/event/examples");

    assertThat(known)
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(
            Arrays.stream(HappeningEvent.Kind.values())
                .map(HappeningEvent.Kind::toString)
                .toList());
    assertThat(Samples.happenings())
        .extracting(HappeningEvent::event)
        .containsExactly(HappeningEvent.Kind.values());
  }

  @Test
  void everyReasonToDropAFrameIsInTheSchema() {
    JsonNode known = Documents.read("frame-dropped.v1.json").at("/properties/reason/examples");

    assertThat(known)
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(
            Arrays.stream(DropReason.values()).map(DropReason::toString).toList());
  }

  private static byte[] readAndWritten(String type, byte[] value) throws InvalidEventException {
    Headers headers = new RecordHeaders().add("ce_type", type.getBytes(UTF_8));
    return switch (type) {
      case GroundTruth.TYPE ->
          EventSerdes.write("any", EventSerdes.readGroundTruth(headers, value)).value();
      case ModelStatus.TYPE ->
          EventSerdes.write("any", ID, EventSerdes.readModelStatus(headers, value)).value();
      case CameraStatusEvent.TYPE ->
          EventSerdes.write("any", ID, EventSerdes.readCameraStatus(headers, value)).value();
      case Redrive.TYPE ->
          EventSerdes.write("any", ID, EventSerdes.readRedrive(headers, value)).value();
      case ReplayRun.TYPE ->
          EventSerdes.write("any", ID, (ReplayRun) EventSerdes.readReplay(headers, value)).value();
      case ReplayStart.TYPE ->
          EventSerdes.write("any", ID, (ReplayStart) EventSerdes.readReplay(headers, value))
              .value();
      case StreamFailure.TYPE ->
          EventSerdes.write("any", ID, EventSerdes.readStreamFailure(headers, value)).value();
      case TracksEvent.TYPE ->
          EventSerdes.write("any", ID, EventSerdes.readTracks(headers, value)).value();
      case HappeningEvent.TYPE ->
          EventSerdes.write("any", ID, EventSerdes.readHappening(headers, value)).value();
      case LineCount.TYPE ->
          EventSerdes.write("any", ID, EventSerdes.readLineCount(headers, value)).value();
      case RulesEvent.TYPE ->
          EventSerdes.write("any", ID, EventSerdes.readRules(headers, value)).value();
      default -> EventSerdes.toJson(EventSerdes.readOutcome(headers, value));
    };
  }
}
