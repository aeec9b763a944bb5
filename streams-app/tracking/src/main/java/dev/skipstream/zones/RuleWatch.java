package dev.skipstream.zones;

import dev.skipstream.track.EndedTrack;
import dev.skipstream.track.Track;
import dev.skipstream.track.TrackedFrame;
import dev.skipstream.zones.Happening.LineCrossed;
import dev.skipstream.zones.Happening.ZoneEntered;
import dev.skipstream.zones.Happening.ZoneLeft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tracks and rules to happenings, frame by frame. A pure function of its arguments. The place of an
 * object is the middle of the lower edge of its box, where it stands on the ground.
 *
 * <p>A rule that the next rules lack, by name, is forgotten without a happening.
 */
public final class RuleWatch {
  private RuleWatch() {}

  /**
   * Returns the happenings of a frame, and the state for the next one.
   *
   * @param rules in pixels, see {@link CameraRules#inPixels}
   * @param time of capture of the frame
   * @param frame the tracks of the frame; an ignored frame changes nothing
   */
  public static WatchedFrame next(
      WatchState state, CameraRules rules, Instant time, TrackedFrame frame) {
    if (frame.verdict() != TrackedFrame.Verdict.TRACKED) {
      return new WatchedFrame(state, List.of());
    }
    List<Happening> happenings = new ArrayList<>();
    List<LinePass> passes = new ArrayList<>();
    List<ZoneStay> stays = new ArrayList<>();
    keep(state, rules, frame, passes, stays, happenings);
    for (Track track : frame.tracks()) {
      Vertex place =
          new Vertex(
              track.box().x() + track.box().width() / 2, track.box().y() + track.box().height());
      for (LineRule line : rules.lines()) {
        if (line.scope().covers(track.label())) {
          LinePass before =
              take(passes, each -> each.track() == track.id() && each.rule().equals(line.name()))
                  .orElseGet(() -> new LinePass(track.id(), line.name(), place, Optional.empty()));
          LinePass after = before.moved(line, place, time);
          Optional<LineRule.Direction> direction = after.counted(line, time);
          direction.ifPresent(
              found ->
                  happenings.add(new LineCrossed(track.id(), track.label(), line.name(), found)));
          passes.add(direction.isPresent() ? after.done() : after);
        }
      }
      for (ZoneRule zone : rules.zones()) {
        Optional<ZoneStay> known =
            take(stays, each -> each.track() == track.id() && each.rule().equals(zone.name()));
        if (known.isEmpty() && !zone.scope().covers(track.label())) {
          continue;
        }
        ZoneStay stay =
            known
                .orElseGet(() -> ZoneStay.outside(track.id(), zone.name(), track.label(), time))
                .seen(zone.contains(place), track.label(), time);
        if (stay.changes(zone, time)) {
          happenings.add(happening(stay));
          stay = stay.changed();
        }
        stays.add(stay);
      }
    }
    return new WatchedFrame(new WatchState(passes, stays), happenings);
  }

  private static Happening happening(ZoneStay stay) {
    return stay.inside()
        ? new ZoneLeft(
            stay.track(),
            stay.label(),
            stay.rule(),
            Duration.between(stay.entered(), stay.changing().orElseThrow()))
        : new ZoneEntered(stay.track(), stay.label(), stay.rule());
  }

  /** Keeps what belongs to the rules and to tracks that go on, and lets ended tracks leave. */
  private static void keep(
      WatchState state,
      CameraRules rules,
      TrackedFrame frame,
      List<LinePass> passes,
      List<ZoneStay> stays,
      List<Happening> happenings) {
    Set<Long> ended = new HashSet<>();
    Set<String> names = new HashSet<>();
    rules.lines().forEach(line -> names.add(line.name()));
    rules.zones().forEach(zone -> names.add(zone.name()));
    for (EndedTrack track : frame.ended()) {
      ended.add(track.id());
      for (ZoneStay stay : state.stays()) {
        if (stay.track() == track.id() && stay.inside() && names.contains(stay.rule())) {
          happenings.add(
              new ZoneLeft(
                  track.id(),
                  stay.label(),
                  stay.rule(),
                  Duration.between(stay.entered(), track.to())));
        }
      }
    }
    state.passes().stream()
        .filter(pass -> names.contains(pass.rule()) && !ended.contains(pass.track()))
        .forEach(passes::add);
    state.stays().stream()
        .filter(stay -> names.contains(stay.rule()) && !ended.contains(stay.track()))
        .forEach(stays::add);
  }

  private static <T> Optional<T> take(List<T> list, Predicate<T> wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (wanted.test(list.get(i))) {
        return Optional.of(list.remove(i));
      }
    }
    return Optional.empty();
  }
}
