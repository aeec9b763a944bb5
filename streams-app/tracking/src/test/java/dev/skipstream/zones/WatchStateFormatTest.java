package dev.skipstream.zones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.track.CameraState;
import dev.skipstream.track.CameraStateFormat;
import dev.skipstream.track.EndedTrack;
import dev.skipstream.track.Labels;
import dev.skipstream.track.Track;
import dev.skipstream.track.TrackedFrame;
import dev.skipstream.track.TrackedFrame.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchStateFormatTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00.123456789Z");
  private static final int FRAMES = 400;
  private static final int RECORD_BYTES = 64 * 1024;

  @Test
  void continuesFromItsBytesAsIfTheyHadNeverBeenWritten() {
    Random random = new Random(26);
    CameraRules rules = rules(Duration.ofMillis(700));
    WatchState kept = WatchState.NEW;
    WatchState restored = WatchState.NEW;
    int happenings = 0;
    for (int i = 0; i < FRAMES; i++) {
      Instant time = START.plusNanos(i * 333_333_333L);
      TrackedFrame frame = frame(random, time);
      WatchedFrame expected = RuleWatch.next(kept, rules, time, frame);
      kept = expected.state();
      happenings += expected.happenings().size();

      byte[] bytes = WatchStateFormat.encode(restored);
      WatchedFrame found = RuleWatch.next(WatchStateFormat.decode(bytes), rules, time, frame);
      restored = found.state();

      assertThat(found).isEqualTo(expected);
      assertThat(WatchStateFormat.encode(restored)).isEqualTo(WatchStateFormat.encode(kept));
    }
    assertThat(happenings).isGreaterThan(100);
  }

  @Test
  void hasTheMostBytesWithAllPositionsAndTheLongestNames() {
    List<LinePass> passes = new ArrayList<>();
    List<ZoneStay> stays = new ArrayList<>();
    for (int track = 1; track <= CameraState.MOST_TRACKS; track++) {
      for (int rule = 0; rule < CameraRules.MOST_RULES; rule++) {
        passes.add(LinePass.first(track, name(rule), new Vertex(1, 1)));
      }
    }
    // A line and a zone cannot share a name: the sum is a bound that no state reaches.
    for (int i = 0; i < WatchState.MOST_MARKS; i++) {
      stays.add(
          new ZoneStay(
              1 + i % CameraState.MOST_TRACKS,
              name(i % CameraRules.MOST_RULES),
              "l".repeat(Labels.MOST_BYTES),
              true,
              START,
              Optional.of(START)));
    }

    List<AlertState> alerts = new ArrayList<>();
    for (int i = 0; i < CameraRules.MOST_ALERTS; i++) {
      alerts.add(new AlertState(name(100 + i), Optional.of(START), Optional.of(START)));
    }

    assertThat(
            WatchStateFormat.encode(new WatchState(passes, stays, alerts, Optional.of(START), 0)))
        .hasSize(WatchStateFormat.MOST_BYTES);
  }

  @Test
  void aPassThatTakesRoomIsSmallerThanAStay() {
    LinePass plain = LinePass.first(1, "a", new Vertex(1, 1));
    LinePass marked =
        new LinePass(
            1,
            "b",
            new Vertex(2, 2),
            Optional.of(new LinePass.Pending(LineRule.Direction.LEFT_TO_RIGHT, START)));
    ZoneStay stay =
        new ZoneStay(1, "b", "l".repeat(Labels.MOST_BYTES), true, START, Optional.of(START));

    int base = size(List.of(plain, LinePass.first(1, "b", new Vertex(1, 1))), List.of());
    assertThat(size(List.of(plain, marked), List.of()) - base)
        .isLessThan(
            size(List.of(plain, LinePass.first(1, "b", new Vertex(1, 1))), List.of(stay)) - base);
  }

  @Test
  void isARecordBelow64KibibytesTogetherWithTheTracker() {
    assertThat(CameraStateFormat.MOST_BYTES + WatchStateFormat.MOST_BYTES)
        .isLessThan(RECORD_BYTES - 1024);
  }

  @Test
  void rejectsEveryPrefixAndEveryAddition() {
    byte[] bytes = WatchStateFormat.encode(busy());

    assertThat(WatchStateFormat.decode(bytes)).isEqualTo(busy());
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> WatchStateFormat.decode(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("watch state");
    }
    assertThatThrownBy(() -> WatchStateFormat.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .hasMessage("watch state has 1 bytes after its end: expected none");
  }

  @Test
  void rejectsAnotherVersionAndUnknownFlags() {
    byte[] bytes = WatchStateFormat.encode(busy());
    bytes[0] = 2;
    assertThatThrownBy(() -> WatchStateFormat.decode(bytes))
        .hasMessage("watch state begins with version 2: expected version 1");

    WatchState one =
        new WatchState(
            List.of(LinePass.first(1, "l", new Vertex(1, 1))),
            List.of(),
            List.of(),
            Optional.empty(),
            0);
    byte[] flags = WatchStateFormat.encode(one);
    flags[flags.length - 3] = 8;
    assertThatThrownBy(() -> WatchStateFormat.decode(flags))
        .hasMessage("watch state has the flags 8: expected those of 7 alone");
    byte[] rule = WatchStateFormat.encode(one);
    rule[rule.length - 4] = 1;
    assertThatThrownBy(() -> WatchStateFormat.decode(rule))
        .hasMessage("watch state names rule 1: expected less than 1");
  }

  private static int size(List<LinePass> passes, List<ZoneStay> stays) {
    return WatchStateFormat.encode(new WatchState(passes, stays, List.of(), Optional.empty(), 0))
        .length;
  }

  /** A state with each kind of position; its times are whole microseconds. */
  private static WatchState busy() {
    Instant time = Instant.parse("2026-11-23T10:00:00.123456Z");
    return new WatchState(
        List.of(
            LinePass.first(3, "a", new Vertex(1, 2)),
            new LinePass(
                3,
                "b",
                new Vertex(3, 4),
                Optional.of(new LinePass.Pending(LineRule.Direction.LEFT_TO_RIGHT, time))),
            new LinePass(
                4,
                "a",
                new Vertex(1, 2),
                Optional.of(new LinePass.Pending(LineRule.Direction.RIGHT_TO_LEFT, time)))),
        List.of(
            new ZoneStay(3, "z", "car", true, time, Optional.empty()),
            new ZoneStay(5, "z", "car", false, time, Optional.of(time.plusSeconds(1)))),
        List.of(
            new AlertState("one", Optional.of(time), Optional.empty()),
            new AlertState("two", Optional.empty(), Optional.of(time))),
        Optional.of(time),
        7);
  }

  private static String name(int rule) {
    return "%%0%dd".formatted(Labels.MOST_BYTES).formatted(rule);
  }

  private static TrackedFrame frame(Random random, Instant time) {
    List<Track> tracks = new ArrayList<>();
    List<EndedTrack> ended = new ArrayList<>();
    for (int id = 1; id <= 12; id++) {
      int chance = random.nextInt(12);
      BoundingBox box =
          new BoundingBox(10 * random.nextInt(12) - 5, 10 * random.nextInt(8), 10, 20);
      if (chance == 0) {
        ended.add(new EndedTrack(id, "car", time, time.minusMillis(100), box, box, 0));
      } else if (chance > 2) {
        tracks.add(new Track(id, box, random.nextInt(4) == 0 ? "bus" : "car", Duration.ZERO, 0));
      }
    }
    return new TrackedFrame(CameraState.NEW, Verdict.TRACKED, tracks, List.of(), ended);
  }

  private static CameraRules rules(Duration debounce) {
    RuleScope cars = new RuleScope(Set.of("car"), debounce);
    return new CameraRules(
        "gate",
        false,
        List.of(
            new LineRule("up", new Vertex(50, 100), new Vertex(50, 0), cars),
            new LineRule("across", new Vertex(0, 50), new Vertex(100, 50), RuleScope.ALL)),
        List.of(
            new ZoneRule(
                "left", List.of(new Vertex(0, 0), new Vertex(60, 0), new Vertex(60, 90)), cars),
            new ZoneRule(
                "right",
                List.of(new Vertex(60, 0), new Vertex(120, 0), new Vertex(60, 90)),
                RuleScope.ALL)),
        List.of(
            new AlertRule(
                "one",
                "left",
                new RuleScope(Set.of("car"), Duration.ofMillis(500)),
                OptionalInt.empty(),
                Duration.ofSeconds(2)),
            new AlertRule(
                "many", "right", RuleScope.ALL, OptionalInt.of(1), Duration.ofSeconds(3))));
  }
}
