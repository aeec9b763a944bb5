package dev.skipstream.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.HappeningEvent.Kind;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.event.TrackedObject;
import dev.skipstream.schemas.event.TracksEvent;
import dev.skipstream.zones.ZonesFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrackBoardTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
  private static final String RULES =
      """
      cameras:
        - name: gate
          lines:
            - {name: entrance, from: [0.5, 1], to: [0.5, 0], classes: [car], debounce: 500ms}
          zones:
            - {name: yard, points: [[0, 0], [1, 0], [1, 1]]}
          alerts:
            - {name: queue, zone: yard, more-than: 6, for: 1m, cooldown: 10m}
      """;

  private final TrackBoard board = new TrackBoard();

  @Test
  void aLineHasTheCrossingsOfTheLastMinutesByClass() {
    rules();
    board.tracks(tracks(1, START.plusSeconds(3600)));
    board.count(count("car", START, 9, 9));
    board.count(count("car", START.plusSeconds(3480), 1, 0));
    board.count(count("car", START.plusSeconds(3540), 2, 3));
    // A later record of the same window replaces the earlier one.
    board.count(count("car", START.plusSeconds(3540), 3, 3));
    board.count(count("bus", START.plusSeconds(3540), 0, 1));

    assertThat(view().lines().get(0).counts())
        .containsExactly(new TrackView.Count("bus", 0, 1), new TrackView.Count("car", 4, 3));
  }

  @Test
  void aZoneHasThoseThatAreInItAndTheMeanDwellOfThoseThatLeft() {
    rules();
    board.happening(zone(Kind.ZONE_ENTERED, 1, 0));
    board.happening(zone(Kind.ZONE_ENTERED, 2, 1000));
    board.happening(zone(Kind.ZONE_ENTERED, 3, 2000));
    board.happening(zone(Kind.ZONE_LEFT, 1, 4000));
    board.happening(zone(Kind.ZONE_LEFT, 3, 4000));

    TrackView.Zone yard = view().zones().get(0);
    assertThat(yard.inside())
        .containsExactly(new TrackView.Inside(2, "car", START.toEpochMilli() + 1000));
    assertThat(yard.left()).isEqualTo(2);
    assertThat(yard.meanDwellMillis()).isEqualTo(3000);
  }

  @Test
  void theTracksOfAFrameAreAMessageAndStayWithTheirFrame() {
    board.tracks(tracks(1, START));
    board.tracks(tracks(2, START.plusMillis(100)));

    assertThat(board.tracks("gate/1")).asString().contains("\"track\":17", "\"label\":\"car\"");
    assertThat(board.messages()).hasSize(1);
    Message newest = board.messages().iterator().next();
    assertThat(newest.version()).isEqualTo(2);
    assertThat(new String(newest.bytes(), StandardCharsets.UTF_8))
        .startsWith("event: tracks\ndata: {\"camera\":\"gate\",\"id\":\"gate/2\"");
  }

  @Test
  void theRulesOfACameraAreThoseOfTheNewestVersion() {
    assertThat(view().version()).isZero();
    rules();
    board.rules(
        "detections", START, ZonesFile.parse("z", RULES.replace("entrance", "exit")).cameras());

    assertThat(view().version()).isEqualTo(2);
    assertThat(view().lines()).extracting(TrackView.Line::name).containsExactly("exit");
    assertThat(board.view("another", "detections").lines()).isEmpty();
  }

  @Test
  void rulesByTheKeysOfTheirFileAreTheSameRules() {
    var cameras = ZonesFile.parse("z", RULES).cameras();

    byte[] file = Json.bytes(Map.of("cameras", cameras.stream().map(TrackView::asFile).toList()));

    assertThat(ZonesFile.parse("z", new String(file, StandardCharsets.UTF_8)).cameras())
        .isEqualTo(cameras);
  }

  @Test
  void theRulesOfACameraWithoutRulesBelongToTheTopicOfItsTracks() {
    board.tracks(tracks(1, START));

    assertThat(board.view("gate", "other").detections()).isEqualTo("detections");
    assertThat(board.view("yard", "other").detections()).isEqualTo("other");
  }

  @Test
  void beginsAnewWithoutEvents() {
    rules();
    board.tracks(tracks(1, START));
    board.happening(zone(Kind.ZONE_ENTERED, 1, 0));

    board.begin();

    assertThat(board.messages()).isEmpty();
    assertThat(board.tracks("gate/1")).isNull();
    assertThat(view().version()).isZero();
  }

  private void rules() {
    board.rules("detections", Instant.EPOCH, ZonesFile.parse("z", RULES).cameras());
  }

  private TrackView.Camera view() {
    return board.view("gate", "detections");
  }

  private static LineCount count(String label, Instant from, long right, long left) {
    return new LineCount("gate", "entrance", label, from, from.plusSeconds(60), right, left, 1);
  }

  private static TracksEvent tracks(long number, Instant at) {
    return new TracksEvent(
        new FrameInfo("gate/" + number, "gate", Optional.of(number), Optional.of(at), 640, 360),
        new InputPosition("detections", 0, number),
        Optional.of(1),
        List.of(new TrackedObject(17, "car", new BoundingBox(1, 2, 30, 40), 1500, 12.5)));
  }

  private static HappeningEvent zone(Kind kind, long track, long millis) {
    return new HappeningEvent(
        kind,
        new FrameOrigin("gate/1", "gate", Optional.of(1L), Optional.of(START.plusMillis(millis))),
        new InputPosition("detections", 0, 1),
        Optional.of(1),
        Optional.of(track),
        Optional.of("car"),
        Optional.of("yard"),
        Optional.empty(),
        kind == Kind.ZONE_LEFT ? Optional.of(track == 1 ? 4000L : 2000L) : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
