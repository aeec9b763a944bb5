package dev.skipstream.zones;

import dev.skipstream.zones.Happening.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The alerts of one frame. An alert is raised by the first frame at which its reason has lasted
 * long enough; the state before the frame shows if an earlier frame was the first.
 *
 * <p>Threading: for one thread, and one frame.
 */
final class AlertStep {
  /** A track in a zone. */
  private record Place(long track, String zone) {}

  private final WatchState before;
  private final Instant time;
  private final Set<Place> insideBefore = new HashSet<>();
  private final List<AlertState> states = new ArrayList<>();
  private final List<Happening> happenings = new ArrayList<>();

  AlertStep(WatchState before, Instant time) {
    this.before = before;
    this.time = time;
    for (ZoneStay stay : before.stays()) {
      if (stay.inside()) {
        insideBefore.add(new Place(stay.track(), stay.rule()));
      }
    }
  }

  /**
   * Evaluates the alerts.
   *
   * @param stays after the frame
   */
  void evaluate(List<AlertRule> rules, List<ZoneStay> stays) {
    for (AlertRule rule : rules) {
      AlertState state =
          before.alerts().stream()
              .filter(each -> each.rule().equals(rule.name()))
              .findFirst()
              .orElseGet(() -> AlertState.quiet(rule.name()))
              .at(time);
      List<ZoneStay> inside =
          stays.stream()
              .filter(stay -> stay.rule().equals(rule.zone()) && stay.inside())
              .filter(stay -> rule.scope().covers(stay.label()))
              .toList();
      AlertState after =
          rule.moreThan().isPresent() ? crowd(rule, state, inside) : objects(rule, state, inside);
      if (after.isMarked()) {
        states.add(after);
      }
    }
  }

  private AlertState crowd(AlertRule rule, AlertState state, List<ZoneStay> inside) {
    boolean heldBefore =
        state.since().filter(since -> hasHeld(rule, since, before.last())).isPresent();
    AlertState after = state.counted(inside.size() > rule.moreThan().getAsInt(), time);
    if (heldBefore || after.since().filter(since -> hasHeld(rule, since)).isEmpty()) {
      return after;
    }
    return raise(
        rule, after, after.since().get(), inside.size(), Optional.empty(), Optional.empty());
  }

  private AlertState objects(AlertRule rule, AlertState state, List<ZoneStay> inside) {
    AlertState after = state;
    for (ZoneStay stay : inside) {
      boolean heldBefore =
          insideBefore.contains(new Place(stay.track(), stay.rule()))
              && hasHeld(rule, stay.entered(), before.last());
      if (!heldBefore && hasHeld(rule, stay.entered())) {
        after =
            raise(
                rule,
                after,
                stay.entered(),
                inside.size(),
                Optional.of(stay.track()),
                Optional.of(stay.label()));
      }
    }
    return after;
  }

  private AlertState raise(
      AlertRule rule,
      AlertState state,
      Instant since,
      int objects,
      Optional<Long> track,
      Optional<String> label) {
    boolean suppressed = state.isSuppressed(time);
    AlertState after =
        suppressed || rule.cooldown().isZero() ? state : state.raised(time.plus(rule.cooldown()));
    happenings.add(
        new Alert(
            rule.name(),
            rule.zone(),
            track,
            label,
            objects,
            Duration.between(since, time),
            suppressed,
            after.quietUntil()));
    return after;
  }

  private boolean hasHeld(AlertRule rule, Instant since) {
    return hasHeld(rule, since, Optional.of(time));
  }

  private static boolean hasHeld(AlertRule rule, Instant since, Optional<Instant> until) {
    return until.filter(end -> !since.plus(rule.scope().debounce()).isAfter(end)).isPresent();
  }

  List<AlertState> states() {
    return states;
  }

  List<Happening> happenings() {
    return happenings;
  }
}
