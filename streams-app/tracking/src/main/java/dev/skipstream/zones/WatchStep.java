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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The work of {@link RuleWatch} on one frame.
 *
 * <p>Threading: for one thread, and one frame.
 */
final class WatchStep {
  private final CameraRules rules;
  private final Instant time;
  private final AlertStep alerts;

  /** By track; the order is that of the state's bytes. */
  private final SortedMap<Long, List<LinePass>> passes = new TreeMap<>();

  private final SortedMap<Long, List<ZoneStay>> stays = new TreeMap<>();
  private final List<Happening> happenings = new ArrayList<>();

  /** The positions that take room; see {@link WatchState#MOST_MARKS}. */
  private int marks;

  private long unwatched;

  WatchStep(WatchState state, CameraRules rules, Instant time) {
    this.rules = rules;
    this.time = time;
    this.alerts = new AlertStep(state, time);
    this.unwatched = state.unwatched();
    Set<String> names = new HashSet<>();
    rules.lines().forEach(line -> names.add(line.name()));
    rules.zones().forEach(zone -> names.add(zone.name()));
    for (LinePass pass : state.passes()) {
      if (names.contains(pass.rule())) {
        passes.computeIfAbsent(pass.track(), any -> new ArrayList<>()).add(pass);
      }
    }
    for (ZoneStay stay : state.stays()) {
      if (names.contains(stay.rule())) {
        stays.computeIfAbsent(stay.track(), any -> new ArrayList<>()).add(stay);
      }
    }
    passes.values().forEach(track -> marks += marks(track));
    stays.values().forEach(track -> marks += track.size());
  }

  WatchedFrame result(TrackedFrame frame) {
    frame.ended().forEach(this::end);
    for (Track track : frame.tracks()) {
      Vertex place =
          new Vertex(
              track.box().x() + track.box().width() / 2, track.box().y() + track.box().height());
      cross(track, place);
      enterAndLeave(track, place);
    }
    List<ZoneStay> after = stays.values().stream().flatMap(List::stream).toList();
    alerts.evaluate(rules.alerts(), after);
    happenings.addAll(alerts.happenings());
    return new WatchedFrame(
        new WatchState(
            passes.values().stream().flatMap(List::stream).toList(),
            after,
            alerts.states(),
            Optional.of(time),
            unwatched),
        happenings);
  }

  /** Lets an ended track leave its zones. */
  private void end(EndedTrack track) {
    marks -= marks(removed(passes, track.id()));
    List<ZoneStay> last = removed(stays, track.id());
    marks -= last.size();
    for (ZoneStay stay : last) {
      if (stay.inside()) {
        happenings.add(
            new ZoneLeft(
                track.id(),
                stay.label(),
                stay.rule(),
                Duration.between(stay.entered(), track.to())));
      }
    }
  }

  private void cross(Track track, Vertex place) {
    List<LinePass> before = removed(passes, track.id());
    List<LinePass> after = new ArrayList<>();
    marks -= marks(before);
    for (LineRule line : rules.lines()) {
      Optional<LinePass> known = find(before, pass -> pass.rule().equals(line.name()));
      if (line.scope().covers(track.label())) {
        LinePass pass =
            known
                .orElseGet(() -> LinePass.first(track.id(), line.name(), place))
                .moved(line, place, time);
        Optional<LineRule.Direction> direction = pass.counted(line, time);
        direction.ifPresent(
            found ->
                happenings.add(new LineCrossed(track.id(), track.label(), line.name(), found)));
        after.add(fitting(direction.isPresent() ? pass.done() : pass, place));
      } else {
        known.ifPresent(pass -> after.add(fitting(pass, place)));
      }
    }
    if (!after.isEmpty()) {
      passes.put(track.id(), after);
    }
  }

  /** Returns a pass that the state has room for. */
  private LinePass fitting(LinePass pass, Vertex place) {
    if (!pass.isMarked(place)) {
      return pass;
    }
    if (isFull()) {
      unwatched++;
      return LinePass.first(pass.track(), pass.rule(), place);
    }
    marks++;
    return pass;
  }

  private void enterAndLeave(Track track, Vertex place) {
    List<ZoneStay> before = removed(stays, track.id());
    List<ZoneStay> after = new ArrayList<>();
    for (ZoneRule zone : rules.zones()) {
      Optional<ZoneStay> known = find(before, stay -> stay.rule().equals(zone.name()));
      if (known.isEmpty() && !zone.scope().covers(track.label())) {
        continue;
      }
      boolean inside = zone.contains(place);
      if (known.isEmpty() && inside && isFull()) {
        unwatched++;
        continue;
      }
      ZoneStay stay =
          known
              .orElseGet(() -> ZoneStay.outside(track.id(), zone.name(), track.label(), time))
              .seen(inside, track.label(), time);
      if (stay.changes(zone, time)) {
        happenings.add(happening(stay));
        stay = stay.changed();
      }
      marks += (stay.isMarked() ? 1 : 0) - (known.isPresent() ? 1 : 0);
      if (stay.isMarked()) {
        after.add(stay);
      }
    }
    if (!after.isEmpty()) {
      stays.put(track.id(), after);
    }
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

  private boolean isFull() {
    return marks >= WatchState.MOST_MARKS;
  }

  /** Returns how many passes of a track take room. */
  private static int marks(List<LinePass> passes) {
    if (passes.isEmpty()) {
      return 0;
    }
    Vertex common = LinePass.commonAnchor(passes);
    return (int) passes.stream().filter(pass -> pass.isMarked(common)).count();
  }

  private static <T> List<T> removed(SortedMap<Long, List<T>> byTrack, long track) {
    List<T> found = byTrack.remove(track);
    return found == null ? List.of() : found;
  }

  private static <T> Optional<T> find(List<T> list, Predicate<T> wanted) {
    return list.stream().filter(wanted).findFirst();
  }
}
