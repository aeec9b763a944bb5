package dev.skipstream.zones;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.track.CameraState;
import dev.skipstream.track.EndedTrack;
import dev.skipstream.track.Track;
import dev.skipstream.track.TrackedFrame;
import dev.skipstream.track.TrackedFrame.Verdict;
import dev.skipstream.zones.Happening.LineCrossed;
import dev.skipstream.zones.Happening.ZoneEntered;
import dev.skipstream.zones.Happening.ZoneLeft;
import dev.skipstream.zones.LineRule.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleWatchTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
  private static final BoundingBox ANYWHERE = new BoundingBox(0, 0, 10, 20);

  private final List<Happening> happenings = new ArrayList<>();
  private WatchState state = WatchState.NEW;
  private CameraRules rules = rules(RuleScope.ALL);

  @Test
  void aLineCountsEachCrossingWithItsDirection() {
    walk(1, "person", 30, 40, 60, 70, 40);

    assertThat(happenings)
        .containsExactly(
            new LineCrossed(1, "person", "line", Direction.LEFT_TO_RIGHT),
            new LineCrossed(1, "person", "line", Direction.RIGHT_TO_LEFT));
  }

  @Test
  void anObjectThatStopsOnTheLineCountsOnceWhenItGoesOn() {
    walk(1, "person", 40, 50, 50, 60);
    assertThat(happenings).hasSize(1);

    walk(2, "person", 40, 50, 50, 40);
    assertThat(happenings).hasSize(1);
  }

  @Test
  void aLineWithDebounceIgnoresAnObjectThatTurnsBack() {
    rules = rules(new RuleScope(Set.of(), Duration.ofSeconds(2)));

    walk(1, "person", 40, 60, 40, 40, 40, 40);
    assertThat(happenings).isEmpty();

    walk(2, "person", 40, 60, 61);
    assertThat(happenings).isEmpty();
    walk(3, "person", 40, 60, 61, 62);
    assertThat(happenings)
        .containsExactly(new LineCrossed(3, "person", "line", Direction.LEFT_TO_RIGHT));
  }

  @Test
  void aZoneStatesTheDwellFromTheFirstFrameInsideToTheFirstOutside() {
    walk(1, "person", 90, 110, 120, 130, 90);

    assertThat(happenings)
        .filteredOn(each -> each.rule().equals("zone"))
        .containsExactly(
            new ZoneEntered(1, "person", "zone"),
            new ZoneLeft(1, "person", "zone", Duration.ofSeconds(3)));
  }

  @Test
  void aZoneWithDebounceCountsFromTheFirstFrameAndIgnoresAShortExit() {
    rules = rules(new RuleScope(Set.of(), Duration.ofSeconds(2)));

    walk(1, "person", 90, 110, 110, 110, 90, 110, 110, 90, 90, 90);

    assertThat(happenings)
        .containsExactly(
            new ZoneEntered(1, "person", "zone"),
            new ZoneLeft(1, "person", "zone", Duration.ofSeconds(6)));
  }

  @Test
  void aTrackThatEndsInsideLeavesWithItsLastDetection() {
    frame(0, List.of(track(1, "person", 110)), List.of());

    frame(9, List.of(), List.of(ended(1, 4)));

    assertThat(happenings)
        .containsExactly(
            new ZoneEntered(1, "person", "zone"),
            new ZoneLeft(1, "person", "zone", Duration.ofSeconds(4)));
    assertThat(state.passes()).isEmpty();
    assertThat(state.stays()).isEmpty();
  }

  @Test
  void aRuleAppliesToItsClassesAlone() {
    rules = rules(new RuleScope(Set.of("dog"), Duration.ZERO));

    walk(1, "person", 40, 60, 110, 90);
    assertThat(happenings).isEmpty();

    walk(2, "dog", 40, 60);
    assertThat(happenings).hasSize(1);
  }

  @Test
  void anIgnoredFrameChangesNothing() {
    frame(0, List.of(track(1, "person", 40)), List.of());
    WatchState before = state;

    WatchedFrame result =
        RuleWatch.next(
            before,
            rules,
            START.plusSeconds(1),
            new TrackedFrame(
                CameraState.NEW,
                Verdict.LATE,
                List.of(track(1, "person", 60)),
                List.of(),
                List.of()));

    assertThat(result).isEqualTo(new WatchedFrame(before, List.of()));
  }

  @Test
  void aRuleThatIsGoneIsForgotten() {
    frame(0, List.of(track(1, "person", 110)), List.of());
    rules = new CameraRules("gate", false, List.of(), List.of());

    frame(1, List.of(track(1, "person", 110)), List.of());

    assertThat(state.passes()).isEmpty();
    assertThat(state.stays()).isEmpty();
    assertThat(happenings).containsExactly(new ZoneEntered(1, "person", "zone"));
  }

  @Test
  void ignoresAZoneThatTheStateHasNoRoomForUntilItHas() {
    List<Track> crowd = new ArrayList<>();
    for (int i = 1; i <= WatchState.MOST_MARKS + 1; i++) {
      crowd.add(track(i, "person", 110));
    }
    frame(0, crowd, List.of());

    assertThat(happenings).hasSize(WatchState.MOST_MARKS).doesNotContain(entered(crowd.size()));
    assertThat(state.unwatched()).isEqualTo(1);

    frame(1, List.of(track(1, "person", 90)), List.of());
    frame(2, List.of(track(crowd.size(), "person", 110)), List.of());

    assertThat(happenings).contains(entered(crowd.size()));
    assertThat(state.unwatched()).isEqualTo(1);
    assertThat(state.stays()).hasSize(WatchState.MOST_MARKS);
  }

  @Test
  void keepsNoStayOfATrackThatIsInNoZone() {
    frame(0, List.of(track(1, "person", 90)), List.of());
    frame(1, List.of(track(1, "person", 110)), List.of());
    assertThat(state.stays()).hasSize(1);

    frame(2, List.of(track(1, "person", 90)), List.of());
    assertThat(state.stays()).isEmpty();
  }

  private static Happening entered(long track) {
    return new ZoneEntered(track, "person", "zone");
  }

  /** Moves an object along, one step a second. */
  private void walk(long id, String label, double... places) {
    for (int i = 0; i < places.length; i++) {
      frame(i, List.of(track(id, label, places[i])), List.of());
    }
  }

  private void frame(int seconds, List<Track> tracks, List<EndedTrack> ended) {
    WatchedFrame result =
        RuleWatch.next(
            state,
            rules,
            START.plusSeconds(seconds),
            new TrackedFrame(CameraState.NEW, Verdict.TRACKED, tracks, List.of(), ended));
    state = result.state();
    happenings.addAll(result.happenings());
  }

  /** A track whose feet are at {@code (x, 50)}. */
  private static Track track(long id, String label, double x) {
    return new Track(id, new BoundingBox(x - 5, 30, 10, 20), label, Duration.ZERO, 0);
  }

  private static EndedTrack ended(long id, int lastSecond) {
    return new EndedTrack(
        id, "person", START, START.plusSeconds(lastSecond), ANYWHERE, ANYWHERE, 0);
  }

  /** A line upwards at x = 50, and a zone from x = 100 on. */
  private static CameraRules rules(RuleScope scope) {
    return new CameraRules(
        "gate",
        false,
        List.of(new LineRule("line", new Vertex(50, 100), new Vertex(50, 0), scope)),
        List.of(
            new ZoneRule(
                "zone",
                List.of(
                    new Vertex(100, 0),
                    new Vertex(200, 0),
                    new Vertex(200, 100),
                    new Vertex(100, 100)),
                scope)));
  }
}
