package dev.skipstream.zones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.track.CameraState;
import dev.skipstream.track.EndedTrack;
import dev.skipstream.track.Track;
import dev.skipstream.track.TrackedFrame;
import dev.skipstream.track.TrackedFrame.Verdict;
import dev.skipstream.zones.Happening.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  private final List<Alert> alerts = new ArrayList<>();
  private WatchState state = WatchState.NEW;
  private AlertRule rule;

  @Test
  void anObjectThatStaysLongEnoughRaisesOneAlert() {
    rule = object(5, 0);

    for (int second = 0; second <= 12; second++) {
      frame(second, dog(1), cat(2));
    }

    assertThat(alerts).containsExactly(alert(1L, 1, 5, false, null));
  }

  @Test
  void anAlertIsRaisedByTheFirstFrameThatIsLateEnough() {
    rule = object(5, 0);

    frame(0, dog(1));
    frame(9, dog(1));
    frame(10, dog(1));

    assertThat(alerts).containsExactly(alert(1L, 1, 9, false, null));
  }

  @Test
  void anObjectThatLeavesAndComesBackRaisesAnother() {
    rule = object(2, 0);

    for (int second = 0; second <= 3; second++) {
      frame(second, dog(1));
    }
    frame(4, outside(1));
    for (int second = 5; second <= 8; second++) {
      frame(second, dog(1));
    }

    assertThat(alerts).containsExactly(alert(1L, 1, 2, false, null), alert(1L, 1, 2, false, null));
  }

  @Test
  void aCooldownSuppressesLaterAlertsOfTheRule() {
    rule = object(1, 10);

    frame(0, dog(1));
    frame(1, dog(1), dog(3));
    frame(2, dog(1), dog(3));
    frame(10, dog(1), dog(3), dog(4));
    frame(11, dog(1), dog(3), dog(4));

    assertThat(alerts)
        .containsExactly(
            alert(1L, 2, 1, false, 11), alert(3L, 2, 1, true, 11), alert(4L, 3, 1, false, 21));
  }

  @Test
  void moreObjectsThanAllowedForLongEnoughRaiseOneAlert() {
    rule = crowd(1, 3, 0);

    frame(0, dog(1));
    for (int second = 1; second <= 6; second++) {
      frame(second, dog(1), dog(2), cat(3));
    }

    assertThat(alerts).containsExactly(alert(null, 2, 3, false, null));
  }

  @Test
  void aCrowdThatDissolvesBeginsAnew() {
    rule = crowd(1, 3, 0);

    frame(0, dog(1), dog(2));
    frame(2, dog(1), dog(2));
    frame(3, dog(1), outside(2));
    frame(4, dog(1), dog(2));
    frame(6, dog(1), dog(2));
    assertThat(alerts).isEmpty();

    frame(7, dog(1), dog(2));
    assertThat(alerts).containsExactly(alert(null, 2, 3, false, null));
  }

  @Test
  void theCooldownOfACrowdSuppressesTheNextOne() {
    rule = crowd(0, 1, 60);

    frame(0, dog(1));
    frame(1, dog(1));
    frame(2, outside(1));
    frame(3, dog(1));
    frame(4, dog(1));

    assertThat(alerts).containsExactly(alert(null, 1, 1, false, 61), alert(null, 1, 1, true, 61));
  }

  @Test
  void keepsNoStateOfAnAlertWithoutReasonAndCooldown() {
    rule = crowd(0, 1, 2);

    frame(0, dog(1));
    assertThat(state.alerts()).hasSize(1);
    frame(1, dog(1));
    frame(2, outside(1));
    assertThat(state.alerts()).hasSize(1);
    frame(4, outside(1));
    assertThat(state.alerts()).isEmpty();
  }

  @Test
  void anAlertWithoutADurationIsRaisedByTheFrameOfTheEntry() {
    rule = object(0, 0);

    frame(0, dog(1));
    frame(1, dog(1));

    assertThat(alerts).containsExactly(alert(1L, 1, 0, false, null));
  }

  @Test
  void readsAlertsAndNamesWhatIsAtFault() {
    String zone = "zones: [{name: lawn, points: [[0, 0], [1, 0], [1, 1]]}]";
    assertThat(
            parse(
                zone,
                "{name: dog, zone: lawn, classes: [dog], for: 5s, cooldown: 1m}",
                "{name: queue, zone: lawn, more-than: 6, for: 1m}"))
        .containsExactly(
            new AlertRule(
                "dog",
                "lawn",
                new RuleScope(Set.of("dog"), Duration.ofSeconds(5)),
                OptionalInt.empty(),
                Duration.ofMinutes(1)),
            new AlertRule(
                "queue",
                "lawn",
                new RuleScope(Set.of(), Duration.ofMinutes(1)),
                OptionalInt.of(6),
                Duration.ZERO));

    assertFault(
        zone,
        "{name: a, zone: yard}",
        "'zone' is 'yard': expected one of the zones of this camera, which are lawn");
    assertFault(
        zone,
        "{name: a, zone: lawn, more-than: some}",
        "'more-than' is \"some\": expected a whole number of objects");
    assertFault(
        zone, "{name: a, zone: lawn, more-than: -1}", "more-than is -1: expected 0 or more");
    assertFault(
        zone,
        "{name: a, zone: lawn, for: long}",
        "'for' is 'long': expected a duration such as 500ms, 2s or 1m");
    assertFault(
        zone,
        "{name: a, zone: lawn, debounce: 1s}",
        "'debounce' is no key: expected one of name, zone, classes, more-than, for, cooldown");
    assertThatThrownBy(() -> parse(zone, "{name: lawn, zone: lawn}"))
        .hasMessage(
            "z, camera gate, alert lawn: the camera has two rules of this name: expected a name for"
                + " each");
  }

  private static void assertFault(String zone, String alert, String message) {
    assertThatThrownBy(() -> parse(zone, alert))
        .isInstanceOf(ZonesException.class)
        .hasMessage("z, camera gate, alert a: " + message);
  }

  private static List<AlertRule> parse(String zone, String... alerts) {
    return ZonesFile.parse(
            "z",
            "cameras: [{name: gate, %s, alerts: [%s]}]".formatted(zone, String.join(", ", alerts)))
        .cameras()
        .get(0)
        .alerts();
  }

  private static AlertRule object(int seconds, int cooldown) {
    return new AlertRule(
        "alert",
        "zone",
        new RuleScope(Set.of("dog"), Duration.ofSeconds(seconds)),
        OptionalInt.empty(),
        Duration.ofSeconds(cooldown));
  }

  private static AlertRule crowd(int moreThan, int seconds, int cooldown) {
    return new AlertRule(
        "alert",
        "zone",
        new RuleScope(Set.of("dog"), Duration.ofSeconds(seconds)),
        OptionalInt.of(moreThan),
        Duration.ofSeconds(cooldown));
  }

  private static Alert alert(
      Long track, int objects, int held, boolean suppressed, Integer quietUntil) {
    return new Alert(
        "alert",
        "zone",
        Optional.ofNullable(track),
        Optional.ofNullable(track).map(any -> "dog"),
        objects,
        Duration.ofSeconds(held),
        suppressed,
        Optional.ofNullable(quietUntil).map(START::plusSeconds));
  }

  private void frame(int second, Track... tracks) {
    CameraRules rules =
        new CameraRules(
            "gate",
            false,
            List.of(),
            List.of(
                new ZoneRule(
                    "zone",
                    List.of(
                        new Vertex(0, 0),
                        new Vertex(100, 0),
                        new Vertex(100, 100),
                        new Vertex(0, 100)),
                    RuleScope.ALL)),
            List.of(rule));
    WatchedFrame result =
        RuleWatch.next(
            WatchStateFormat.decode(WatchStateFormat.encode(state)),
            rules,
            START.plusSeconds(second),
            new TrackedFrame(
                CameraState.NEW,
                Verdict.TRACKED,
                List.of(tracks),
                List.of(),
                List.<EndedTrack>of()));
    state = result.state();
    result.happenings().stream()
        .filter(Alert.class::isInstance)
        .map(Alert.class::cast)
        .forEach(alerts::add);
  }

  private static Track dog(long id) {
    return track(id, "dog", 50);
  }

  private static Track cat(long id) {
    return track(id, "cat", 50);
  }

  private static Track outside(long id) {
    return track(id, "dog", 150);
  }

  private static Track track(long id, String label, double x) {
    return new Track(id, new BoundingBox(x - 5, 30, 10, 20), label, Duration.ZERO, 0);
  }
}
