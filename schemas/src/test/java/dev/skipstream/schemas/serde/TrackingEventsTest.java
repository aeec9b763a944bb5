package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.HappeningEvent.Kind;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.event.TracksEvent;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class TrackingEventsTest {
  private static final String ID = "c6470c2dfaa9c92a9c6cd2dc33e4e72d";

  @Test
  void writesTracksWithExactlyTheseBytes() {
    String expected =
        """
        {"frame":{"id":"lobby-1/000042","source":"lobby-1","sequence":42,\
        "capturedAt":"2026-11-23T10:15:30.120Z","width":1280,"height":720},\
        "input":{"topic":"detections","partition":3,"offset":9121},"rules":2,\
        "tracks":[{"id":17,"label":"car",\
        "box":{"x":412.1,"y":88.0,"width":133.7,"height":61.2},\
        "ageMillis":1480,"speed":96.5}]}\
        """;
    assertThat(text(EventSerdes.write("tracks", ID, Samples.tracks()))).isEqualTo(expected);
    assertThat(text(EventSerdes.write("tracks", ID, Samples.noTracks("gate"))))
        .isEqualTo(
            "{\"frame\":{\"id\":\"a\",\"source\":\"gate\",\"width\":2,\"height\":1},"
                + "\"input\":{\"topic\":\"detections\",\"partition\":3,\"offset\":9121},"
                + "\"tracks\":[]}");
  }

  @Test
  void writesEachHappeningWithExactlyTheseBytes() {
    String frame =
        """
        "frame":{"id":"lobby-1/000042","source":"lobby-1","sequence":42,\
        "capturedAt":"2026-11-23T10:15:30.120Z"},\
        "input":{"topic":"detections","partition":3,"offset":9121},"rules":2\
        """;
    String track = ",\"track\":17,\"label\":\"car\"";
    assertThat(Samples.happenings())
        .extracting(happening -> text(EventSerdes.write("happenings", ID, happening)))
        .containsExactly(
            "{\"event\":\"track.started\"," + frame + track + "}",
            "{\"event\":\"track.ended\","
                + frame
                + track
                + ",\"path\":{\"from\":\"2026-11-23T10:15:27.120Z\","
                + "\"to\":\"2026-11-23T10:15:29.120Z\","
                + "\"first\":{\"x\":12.0,\"y\":80.0,\"width\":120.0,\"height\":60.0},"
                + "\"last\":{\"x\":512.5,\"y\":91.0,\"width\":134.0,\"height\":61.5},"
                + "\"distance\":508.4}}",
            "{\"event\":\"line.crossed\","
                + frame
                + track
                + ",\"rule\":\"entrance\",\"direction\":\"left-to-right\"}",
            "{\"event\":\"zone.entered\"," + frame + track + ",\"rule\":\"yard\"}",
            "{\"event\":\"zone.left\","
                + frame
                + track
                + ",\"rule\":\"yard\",\"dwellMillis\":8200}",
            "{\"event\":\"alert.raised\","
                + frame
                + track
                + ",\"rule\":\"queue\",\"alert\":{\"zone\":\"yard\",\"objects\":1,"
                + "\"heldMillis\":5000,\"quietUntil\":\"2026-11-23T10:16:30.120Z\"}}",
            "{\"event\":\"alert.suppressed\","
                + frame
                + ",\"rule\":\"queue\",\"alert\":{\"zone\":\"yard\",\"objects\":7,"
                + "\"heldMillis\":60000}}");
  }

  @Test
  void writesACountWithExactlyTheseBytesAndItsKey() {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("counts", ID, Samples.lineCount());

    assertThat(text(record))
        .isEqualTo(
            """
            {"camera":"lobby 1/ä","line":"entrance","label":"car",\
            "from":"2026-11-23T10:15:00Z","to":"2026-11-23T10:16:00Z",\
            "leftToRight":12,"rightToLeft":3,"rules":2}\
            """);
    assertThat(new String(record.key(), UTF_8))
        .isEqualTo("lobby+1%2F%C3%A4/entrance/car/2026-11-23T10:15:00Z/PT1M");
    assertThat(header(record, "ce_time")).isEqualTo("2026-11-23T10:15:00Z");
  }

  @Test
  void writesAVersionOfTheRulesWithExactlyTheseBytes() {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("rules", ID, Samples.rules());

    assertThat(text(record))
        .isEqualTo(
            """
            {"from":"2026-11-23T10:15:30.120Z","by":"ada@node-1",\
            "file":"cameras:\\n  - name: gate\\n","origin":"editor"}\
            """);
    assertThat(new String(record.key(), UTF_8)).isEqualTo("rules");
  }

  @Test
  void readsAVersionOfTheRulesThatStatesNoOrigin() throws Exception {
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("rules", ID, Samples.rules());
    byte[] without = text(record).replace(",\"origin\":\"editor\"", "").getBytes(UTF_8);

    assertThat(EventSerdes.readRules(record.headers(), without).origin()).isEmpty();
  }

  @Test
  void writesTracksAndHappeningsUnderTheKeyOfTheirFrame() {
    for (ProducerRecord<byte[], byte[]> record :
        List.of(
            EventSerdes.write("tracks", ID, Samples.tracks()),
            EventSerdes.write("happenings", ID, Samples.happenings().get(0)))) {
      assertThat(new String(record.key(), UTF_8)).isEqualTo("lobby-1");
      assertThat(header(record, "ce_id")).isEqualTo(ID);
      assertThat(header(record, "ce_source")).isEqualTo("lobby-1");
      assertThat(header(record, "ce_time")).isEqualTo("2026-11-23T10:15:30.12Z");
    }
  }

  @Test
  void readsBackWhatItWrote() throws Exception {
    for (TracksEvent tracks : List.of(Samples.tracks(), Samples.noTracks("gate"))) {
      ProducerRecord<byte[], byte[]> record = EventSerdes.write("tracks", ID, tracks);
      assertThat(EventSerdes.readTracks(record.headers(), record.value())).isEqualTo(tracks);
    }
    for (HappeningEvent happening : Samples.happenings()) {
      ProducerRecord<byte[], byte[]> record = EventSerdes.write("happenings", ID, happening);
      assertThat(EventSerdes.readHappening(record.headers(), record.value())).isEqualTo(happening);
    }
    LineCount count = Samples.lineCount();
    assertThat(EventSerdes.readLineCount(EventSerdes.write("counts", ID, count).value()))
        .isEqualTo(count);
    ProducerRecord<byte[], byte[]> rules = EventSerdes.write("rules", ID, Samples.rules());
    assertThat(EventSerdes.readRules(rules.headers(), rules.value())).isEqualTo(Samples.rules());
  }

  @Test
  void rejectsAHappeningThatLacksAFieldOfItsKindOrHasOneOfAnother() {
    HappeningEvent crossed = Samples.happenings().get(2);

    assertThatThrownBy(
            () ->
                new HappeningEvent(
                    Kind.ZONE_ENTERED,
                    crossed.frame(),
                    crossed.input(),
                    crossed.rules(),
                    crossed.track(),
                    crossed.label(),
                    crossed.rule(),
                    crossed.direction(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
        .hasMessage("direction of a zone.entered event is present: expected it absent");
    assertThatThrownBy(
            () ->
                new HappeningEvent(
                    Kind.LINE_CROSSED,
                    crossed.frame(),
                    crossed.input(),
                    Optional.empty(),
                    crossed.track(),
                    crossed.label(),
                    crossed.rule(),
                    crossed.direction(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
        .hasMessage("rules of a line.crossed event is absent: expected it present");
  }

  private static String text(ProducerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
