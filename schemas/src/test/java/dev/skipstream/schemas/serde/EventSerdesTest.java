package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.SegmentationEvent;
import dev.skipstream.schemas.event.TrueClass;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.event.TruePoint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSerdesTest {
  @Test
  void writesADetectionEventWithExactlyTheseBytes() {
    String expected =
        """
        {"frame":{"id":"lobby-1/000042","source":"lobby-1","sequence":42,\
        "capturedAt":"2026-11-23T10:15:30.120Z","width":1280,"height":720},\
        "input":{"topic":"images","partition":3,"offset":9121},\
        "model":{"name":"street","version":4,\
        "digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",\
        "computation":{"format":"int8","resultVersion":1,"libtorch":"2.7.1",\
        "kernels":"oneDNN avx512_vnni"}},\
        "detections":[{"label":"car","classId":1,"score":0.983,\
        "box":{"x":412.1,"y":88.0,"width":133.7,"height":61.2}}]}\
        """;
    assertThat(new String(EventSerdes.toJson(Samples.detection()), UTF_8)).isEqualTo(expected);
  }

  @Test
  void writesAMaskAndKeypointsWithExactlyTheseBytes() {
    assertThat(new String(EventSerdes.toJson(Samples.instance()), UTF_8))
        .endsWith(
            "\"detections\":[{\"label\":\"person\",\"classId\":1,\"score\":0.983,"
                + "\"box\":{\"x\":412.1,\"y\":88.0,\"width\":133.7,\"height\":61.2},"
                + "\"mask\":{\"size\":[720,1280],\"counts\":\"P\\\\\\\\Z9\"},"
                + "\"keypoints\":[{\"name\":\"nose\",\"x\":440.5,\"y\":91.25,\"score\":5.5}]}]}");
  }

  @Test
  void writesAClassificationEventWithExactlyTheseBytes() {
    String expected =
        """
        {"frame":{"id":"lobby-1/000042","source":"lobby-1","sequence":42,\
        "capturedAt":"2026-11-23T10:15:30.120Z","width":1280,"height":720},\
        "input":{"topic":"images","partition":3,"offset":9121},\
        "model":{"name":"street","version":4,\
        "digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",\
        "computation":{"format":"int8","resultVersion":1,"libtorch":"2.7.1",\
        "kernels":"oneDNN avx512_vnni"}},\
        "classes":[{"label":"tabby","classId":281,"score":0.625},\
        {"label":"tiger cat","classId":282,"score":0.25}]}\
        """;
    assertThat(new String(EventSerdes.toJson(Samples.classification()), UTF_8)).isEqualTo(expected);
  }

  @Test
  void writesASegmentationEventWithExactlyTheseBytes() {
    assertThat(new String(EventSerdes.toJson(Samples.segmentation()), UTF_8))
        .startsWith("{\"frame\":{\"id\":\"lobby-1/000042\",\"source\":\"lobby-1\",\"sequence\":42,")
        .endsWith(
            "\"kernels\":\"oneDNN avx512_vnni\"}},"
                + "\"regions\":[{\"label\":\"road\",\"classId\":0,\"area\":460800,\"share\":0.5,"
                + "\"mask\":{\"size\":[720,1280],\"counts\":\"0P]i0\"}},"
                + "{\"label\":\"car\",\"classId\":13,\"area\":2,\"share\":2.0E-6,"
                + "\"mask\":{\"size\":[720,1280],\"counts\":\"P\\\\\\\\Z9\"}}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "460800, 0, 'area of region ''road'' is 0: expected 1 pixel or more'",
    "460800, 921601, 'area of region ''road'' is 921601: expected at most 921600, the pixels'",
    "0.5, 1.5, 'share of region ''road'' is 1.5: expected above 0 and at most 1'",
    "'0.5,\"mask\"', '0.5,\"pixels\"', 'mask'",
    "'[720,1280],\"counts\":\"0', '[721,1280],\"counts\":\"0', 'expected one size'",
    "'[720,1280],\"counts\":\"0', '[0,1280],\"counts\":\"0', 'expected rows and columns, at least"
        + " 1'",
    "'\"classId\":13', '\"classId\":0', 'class 0 has two regions: expected one region for each"
        + " class'"
  })
  void refusesASegmentationThatCannotBe(String right, String wrong, String message) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("ce_type", SegmentationEvent.TYPE.getBytes(UTF_8));
    String json = new String(EventSerdes.toJson(Samples.segmentation()), UTF_8);
    byte[] changed = json.replaceFirst(Pattern.quote(right), wrong).getBytes(UTF_8);

    assertThat(new String(changed, UTF_8)).isNotEqualTo(json);
    assertThatThrownBy(() -> EventSerdes.readOutcome(headers, changed))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining(message);
  }

  /** An event that may not fit is replaced before it is written. */
  @Test
  void regionsTakeAtMostTheBytesThatTheyState() {
    SegmentationEvent event = Samples.segmentation();
    InstanceMask mask =
        new InstanceMask(List.of(Integer.MAX_VALUE, Integer.MAX_VALUE), "\\".repeat(5000));
    SegmentationEvent large =
        new SegmentationEvent(
            event.frame(),
            event.input(),
            event.model(),
            List.of(new Region("\u0001".repeat(100), Integer.MAX_VALUE, 1L << 61, 1e-6, mask)));

    for (SegmentationEvent one : List.of(event, large)) {
      String json = new String(EventSerdes.toJson(one), UTF_8);
      assertThat(one.findings().bytesAtMost())
          .isGreaterThanOrEqualTo(json.length() - json.indexOf("\"regions\":["));
    }
  }

  @Test
  void writesAFrameDroppedEventWithExactlyTheseBytes() {
    String expected =
        """
        {"frame":{"id":"lobby-1/000042","source":"lobby-1","sequence":42,\
        "capturedAt":"2026-11-23T10:15:30.120Z"},\
        "input":{"topic":"images","partition":3,"offset":9121},\
        "model":{"name":"street","version":4,\
        "digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},\
        "reason":"too-old","ageMillis":812}\
        """;
    assertThat(new String(EventSerdes.toJson(Samples.dropped()), UTF_8)).isEqualTo(expected);
  }

  @Test
  void writesAGroundTruthWithExactlyTheseBytes() {
    String expected =
        """
        {"frame":{"id":"lobby-1/000042","source":"lobby-1","sequence":42,\
        "capturedAt":"2026-11-23T10:15:30.120Z","width":1280,"height":720},\
        "objects":[{"label":"car","classId":3,\
        "box":{"x":412.0,"y":88.0,"width":133.0,"height":61.0},\
        "area":5210.0,"occlusion":0.125,"crowd":false,"track":17}]}\
        """;
    assertThat(new String(EventSerdes.write("ground-truth", Samples.truth()).value(), UTF_8))
        .isEqualTo(expected);
  }

  @Test
  void writesAMaskPointsAndAClassOfTheGroundTruthWithExactlyTheseBytes() {
    String expected =
        """
        {"frame":{"id":"lobby-1/000042","source":"lobby-1","sequence":42,\
        "capturedAt":"2026-11-23T10:15:30.120Z","width":1280,"height":720},\
        "objects":[{"label":"person","classId":1,\
        "box":{"x":2.0,"y":1.0,"width":4.0,"height":3.0},"crowd":false,\
        "mask":{"size":[6,8],"counts":"=42000a0"},\
        "keypoints":[{"name":"nose","x":3.0,"y":1.0,"visibility":2}]}],\
        "class":{"label":"street","classId":4}}\
        """;
    assertThat(new String(EventSerdes.write("ground-truth", Samples.shapedTruth()).value(), UTF_8))
        .isEqualTo(expected);
  }

  @Test
  void leavesOutWhatIsNotKnownOfATrueObject() {
    assertThat(
            new String(
                EventSerdes.write("ground-truth", Samples.barestTruth("lobby-1")).value(), UTF_8))
        .endsWith(
            "\"box\":{\"x\":412.0,\"y\":88.0,\"width\":133.0,\"height\":61.0},\"crowd\":true}]}");
  }

  @Test
  void writesAGroundTruthUnderTheIdAndTheKeyOfItsFrame() {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("ground-truth", Samples.truth());

    assertThat(record.topic()).isEqualTo("ground-truth");
    assertThat(new String(record.key(), UTF_8)).isEqualTo("lobby-1");
    assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
    assertThat(header(record, "ce_id")).isEqualTo("lobby-1/000042");
    assertThat(header(record, "ce_type")).isEqualTo("dev.skipstream.ground-truth.v1");
    assertThat(header(record, "ce_source")).isEqualTo("lobby-1");
    assertThat(header(record, "ce_time")).isEqualTo("2026-11-23T10:15:30.12Z");
    assertThat(header(record, "content-type")).isEqualTo("application/json");
  }

  @Test
  void readsBackTheGroundTruthItWrote() throws Exception {
    for (GroundTruth truth :
        List.of(Samples.truth(), Samples.shapedTruth(), Samples.barestTruth("lobby-1"))) {
      ProducerRecord<byte[], byte[]> record = EventSerdes.write("ground-truth", truth);

      assertThat(EventSerdes.readGroundTruth(record.headers(), record.value())).isEqualTo(truth);
    }
  }

  @Test
  void doesNotTakeADetectionEventForAGroundTruth() {
    ProducerRecord<byte[], byte[]> record =
        EventSerdes.write("detections", "id-1", Samples.detection());

    assertThatThrownBy(() -> EventSerdes.readGroundTruth(record.headers(), record.value()))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage(
            "ce_type is dev.skipstream.detection.v1: expected dev.skipstream.ground-truth.v1");
  }

  @Test
  void refusesATruthThatCannotBe() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("ce_type", GroundTruth.TYPE.getBytes(UTF_8));
    byte[] json =
        new String(EventSerdes.write("ground-truth", Samples.truth()).value(), UTF_8)
            .replace("0.125", "1.5")
            .getBytes(UTF_8);

    assertThatThrownBy(() -> EventSerdes.readGroundTruth(headers, json))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("occlusion is 1.5: expected 0 to 1");
    BoundingBox box = new BoundingBox(0, 0, 1, 1);
    assertThatThrownBy(() -> new TruePoint("nose", 1, 2, 3))
        .hasMessage("visibility of point 'nose' is 3: expected 0, 1 or 2");
    assertThatThrownBy(() -> new TruePoint("nose", Double.NaN, 2, 1))
        .hasMessage("point 'nose' is at x=NaN y=2.0: expected finite numbers");
    assertThatThrownBy(() -> new TrueClass("", 1))
        .hasMessage("label of the class is empty: expected its name");
    assertThatThrownBy(
            () -> new TrueObject("car", 3, box, Optional.of(-1.0), Optional.empty(), false))
        .hasMessage("area is -1.0: expected a finite number, not negative");
  }

  @Test
  void leavesOutWhatIsNotKnownAndKeepsAnEmptyListOfDetections() {
    DetectionEvent event = Samples.empty("lobby-1");

    assertThat(new String(EventSerdes.toJson(event), UTF_8))
        .startsWith(
            "{\"frame\":{\"id\":\"a\",\"source\":\"lobby-1\",\"width\":2,\"height\":1},\"model\"")
        .endsWith("\"detections\":[]}");
  }

  @Test
  void aDetectionEventStatesTheKeyframeIntervalOfItsSource() throws Exception {
    FrameInfo frame = FrameInfo.of(Samples.viewed(), 640, 360, /* damaged= */ false);
    DetectionEvent event =
        new DetectionEvent(frame, Optional.of(Samples.POSITION), Samples.COMPUTED, List.of());

    assertThat(new String(EventSerdes.toJson(event), UTF_8))
        .contains(
            "\"view\":{\"x\":480,\"y\":0,\"scale\":0.5,\"width\":640,\"height\":360},"
                + "\"keyframeMillis\":10000},\"input\"");
    assertThat(EventSerdes.readDetection(EventSerdes.toJson(event))).isEqualTo(event);
  }

  @Test
  void readsBackTheDetectionEventItWrote() throws Exception {
    DetectionEvent event = Samples.empty("lobby-1");

    assertThat(EventSerdes.readDetection(EventSerdes.toJson(event))).isEqualTo(event);
  }

  @Test
  void tellsByItsTypeWhatAnOutcomeIs() throws Exception {
    for (OutcomeEvent event :
        List.of(
            Samples.detection(),
            Samples.instance(),
            Samples.classification(),
            Samples.segmentation(),
            Samples.dropped())) {
      ProducerRecord<byte[], byte[]> record = EventSerdes.write("detections", "id-1", event);

      assertThat(EventSerdes.readOutcome(record.headers(), record.value())).isEqualTo(event);
    }
  }

  @Test
  void refusesAnOutcomeOfATypeItDoesNotKnow() {
    assertThatThrownBy(() -> EventSerdes.readOutcome(new RecordHeaders(), new byte[] {1}))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage(
            "ce_type is absent: expected dev.skipstream.detection.v1,"
                + " dev.skipstream.classification.v1, dev.skipstream.segmentation.v1 or"
                + " dev.skipstream.frame-dropped.v1");
  }

  @Test
  void refusesADetectionEventThatLacksAField() {
    assertThatThrownBy(() -> EventSerdes.readDetection("{\"detections\":[]}".getBytes(UTF_8)))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("frame");
  }

  @Test
  void ignoresFieldsThatALaterVersionAdded() throws Exception {
    byte[] json =
        new String(EventSerdes.toJson(Samples.empty("lobby-1")), UTF_8)
            .replace("{\"frame\"", "{\"weather\":\"rain\",\"frame\"")
            .getBytes(UTF_8);

    assertThat(EventSerdes.readDetection(json)).isEqualTo(Samples.empty("lobby-1"));
  }

  @Test
  void writesADetectionEventAsACloudEventKeyedByItsSource() {
    ProducerRecord<byte[], byte[]> record =
        EventSerdes.write("detections", "id-1", Samples.empty("lobby 1/ä"));

    assertThat(record.topic()).isEqualTo("detections");
    assertThat(new String(record.key(), UTF_8)).isEqualTo("lobby 1/ä");
    assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
    assertThat(header(record, "ce_id")).isEqualTo("id-1");
    assertThat(header(record, "ce_type")).isEqualTo("dev.skipstream.detection.v1");
    assertThat(header(record, "ce_source")).isEqualTo("lobby+1%2F%C3%A4");
    assertThat(header(record, "content-type")).isEqualTo("application/json");
  }

  @Test
  void readsBackTheImageEventItWrote() throws Exception {
    ImageEvent event = Samples.image();

    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", event);
    ImageEvent read =
        EventSerdes.readImage(Samples.POSITION, record.key(), record.headers(), record.value());

    assertThat(read).usingRecursiveComparison().isEqualTo(event);
    assertThat(record.value()).isEqualTo(event.image());
  }

  @Test
  void readsBackTheTimeOfARecording() throws Exception {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", Samples.recorded());

    ImageEvent read =
        EventSerdes.readImage(Samples.POSITION, record.key(), record.headers(), record.value());

    assertThat(header(record, "ce_pts")).isEqualTo("1.480000");
    assertThat(header(record, "ce_clock")).isEqualTo("media");
    assertThat(read).usingRecursiveComparison().isEqualTo(Samples.recorded());
  }

  @Test
  void saysNothingOfTheClockOfACamera() {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", Samples.image());

    assertThat(record.headers().lastHeader("ce_pts")).isNull();
    assertThat(record.headers().lastHeader("ce_clock")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "ce_pts, 1:30, 'ce_pts is ''1:30'': expected seconds, such as 1.480000'",
    "ce_pts, 1e9, 'ce_pts is ''1e9'': expected seconds, such as 1.480000'",
    "ce_pts, 99999999999, 'ce_pts is ''99999999999'': expected seconds, such as 1.480000'",
    "ce_clock, wall, 'ce_clock is ''wall'': expected media, or no such header'"
  })
  void refusesATimeOfARecordingThatIsNone(String name, String value, String message) {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", Samples.recorded());
    record.headers().remove(name).add(name, value.getBytes(UTF_8));

    assertThatThrownBy(
            () ->
                EventSerdes.readImage(
                    Samples.POSITION, record.key(), record.headers(), record.value()))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage(message);
  }

  @Test
  void readsATimeStampBeforeTheBeginningOfItsRecording() throws Exception {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", Samples.recorded());
    record.headers().remove("ce_pts").add("ce_pts", "-0.5".getBytes(UTF_8));

    ImageEvent read =
        EventSerdes.readImage(Samples.POSITION, record.key(), record.headers(), record.value());

    assertThat(read.pts()).contains(Duration.ofMillis(-500));
    assertThat(header(EventSerdes.write("images", read), "ce_pts")).isEqualTo("-0.500000");
  }

  @Test
  void readsBackAReferenceToAnImage() throws Exception {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", Samples.reference());

    ImageEvent read =
        EventSerdes.readImage(Samples.POSITION, record.key(), record.headers(), record.value());

    assertThat(header(record, "ce_dataref")).isEqualTo("s3://frames/lobby-1/000042.jpg");
    assertThat(record.value()).isEmpty();
    assertThat(read.toFetch()).hasValue(URI.create("s3://frames/lobby-1/000042.jpg"));
  }

  @Test
  void readsBackTheModelThatAnEventIsPinnedTo() throws Exception {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", Samples.reference());

    ImageEvent read =
        EventSerdes.readImage(Samples.POSITION, record.key(), record.headers(), record.value());

    assertThat(header(record, "ce_model")).isEqualTo("models:/street/3");
    assertThat(read.model()).hasValue("models:/street/3");
  }

  @Test
  void takesAnImageByItsBytesWhenItHasAReferenceToo() throws Exception {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", Samples.reference());

    ImageEvent read =
        EventSerdes.readImage(Samples.POSITION, record.key(), record.headers(), new byte[] {1});

    assertThat(read.dataref()).isPresent();
    assertThat(read.toFetch()).isEmpty();
  }

  @Test
  void refusesAReferenceThatIsNoUri() {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", Samples.reference());
    record.headers().remove("ce_dataref").add("ce_dataref", "a b".getBytes(UTF_8));

    assertThatThrownBy(
            () ->
                EventSerdes.readImage(
                    Samples.POSITION, record.key(), record.headers(), record.value()))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("ce_dataref is 'a b': expected a URI");
  }

  @Test
  void takesARecordWithoutHeadersAsABareImage() throws Exception {
    ImageEvent read =
        EventSerdes.readImage(
            Samples.POSITION, "gate".getBytes(UTF_8), new RecordHeaders(), new byte[] {1});

    assertThat(read.id()).isEqualTo("images-3-9121");
    assertThat(read.source()).isEqualTo("gate");
    assertThat(read.image()).containsExactly(1);
  }

  @Test
  void namesTheSourceOfAKeylessRecordByItsPartition() throws Exception {
    ImageEvent read = EventSerdes.readImage(Samples.POSITION, null, new RecordHeaders(), null);

    assertThat(read.source()).isEqualTo("images-3");
    assertThat(read.image()).isEmpty();
  }

  @Test
  void refusesACloudEventOfAnotherType() {
    ProducerRecord<byte[], byte[]> detection =
        EventSerdes.write("detections", "id-1", Samples.empty("lobby-1"));

    assertThatThrownBy(
            () ->
                EventSerdes.readImage(
                    Samples.POSITION, detection.key(), detection.headers(), detection.value()))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("ce_type is dev.skipstream.detection.v1: expected dev.skipstream.image.v1");
  }

  @Test
  void refusesHeadersThatLackARequiredAttribute() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("ce_specversion", "1.0".getBytes(UTF_8)).add("ce_id", "1".getBytes(UTF_8));

    assertThatThrownBy(() -> EventSerdes.readImage(Samples.POSITION, null, headers, new byte[] {1}))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("binary mode");
  }

  @Test
  void refusesHeadersOfAVersionItDoesNotKnow() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("ce_specversion", "9.9".getBytes(UTF_8)).add("ce_id", "1".getBytes(UTF_8));

    assertThatThrownBy(() -> EventSerdes.readImage(Samples.POSITION, null, headers, new byte[] {1}))
        .isInstanceOf(InvalidEventException.class);
  }

  @Test
  void refusesASequenceThatIsNotANumber() {
    ImageEvent event =
        new ImageEvent(
            "a", "lobby-1", Optional.of(1L), Optional.empty(), Optional.empty(), new byte[] {1});
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", event);
    record.headers().remove("ce_sequence").add("ce_sequence", "first".getBytes(UTF_8));

    assertThatThrownBy(
            () ->
                EventSerdes.readImage(
                    Samples.POSITION, record.key(), record.headers(), record.value()))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("'first'");
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return new String(header.value(), UTF_8);
  }
}
