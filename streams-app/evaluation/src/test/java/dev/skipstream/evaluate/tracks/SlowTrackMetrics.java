package dev.skipstream.evaluate.tracks;

import dev.skipstream.schemas.event.BoundingBox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleBiFunction;

/**
 * The definitions of the papers, word by word: every assignment is tried, and every matched pair
 * looks for its own association.
 */
final class SlowTrackMetrics {
  /** A matched pair in frame {@code t}. */
  private record Match(int t, TrackBox truth, TrackBox found) {}

  private final List<TrackPair> frames;
  private final Map<List<Long>, Double> similarities = new HashMap<>();
  private final Map<List<Long>, Long> commonFrames = new HashMap<>();

  SlowTrackMetrics(List<TrackPair> frames) {
    this.frames = frames;
  }

  /** Returns HOTA, DetA and AssA. */
  double[] hota() {
    List<Match> all = new ArrayList<>();
    for (int t = 0; t < frames.size(); t++) {
      all.addAll(
          best(t, (truth, found) -> iou(truth, found) * similarityOf(truth.id(), found.id())));
    }
    double[] means = new double[3];
    for (int percent = 5; percent <= 95; percent += 5) {
      double threshold = percent / 100.0;
      List<Match> matches =
          all.stream().filter(m -> iou(m.truth(), m.found()) >= threshold).toList();
      double association = 0;
      for (Match one : matches) {
        long tpa =
            matches.stream()
                .filter(other -> other.truth().id() == one.truth().id())
                .filter(other -> other.found().id() == one.found().id())
                .count();
        long fna = truthLength(one.truth().id()) - tpa;
        long fpa = foundLength(one.found().id()) - tpa;
        association += (double) tpa / (tpa + fna + fpa);
      }
      double misses = truthBoxes() - matches.size();
      double extra = foundBoxes() - matches.size();
      double detA = matches.size() / (matches.size() + misses + extra);
      double assA = matches.isEmpty() ? 0 : association / matches.size();
      means[0] += Math.sqrt(detA * assA) / 19;
      means[1] += detA / 19;
      means[2] += assA / 19;
    }
    return means;
  }

  double mota() {
    Map<Long, Long> last = new HashMap<>();
    Map<Long, Long> before = new HashMap<>();
    long errors = 0;
    for (int t = 0; t < frames.size(); t++) {
      Map<Long, Long> kept = before;
      List<Match> matches =
          best(
              t,
              (truth, found) ->
                  iou(truth, found) < 0.5
                      ? 0
                      : iou(truth, found)
                          + (kept.getOrDefault(truth.id(), -1L) == found.id() ? 100 : 0));
      errors += frames.get(t).truth().size() - matches.size();
      errors += frames.get(t).found().size() - matches.size();
      before = new HashMap<>();
      for (Match match : matches) {
        Long earlier = last.put(match.truth().id(), match.found().id());
        errors += earlier != null && earlier != match.found().id() ? 1 : 0;
        before.put(match.truth().id(), match.found().id());
      }
    }
    return 1 - errors / (double) truthBoxes();
  }

  double idf1() {
    Set<Long> truth = new TreeSet<>();
    Set<Long> found = new TreeSet<>();
    for (TrackPair frame : frames) {
      frame.truth().forEach(box -> truth.add(box.id()));
      frame.found().forEach(box -> found.add(box.id()));
    }
    long right = mostTogether(List.copyOf(truth), 0, found);
    return 2.0 * right / (2.0 * right + (truthBoxes() - right) + (foundBoxes() - right));
  }

  private long mostTogether(List<Long> truth, int at, Set<Long> free) {
    if (at == truth.size()) {
      return 0;
    }
    long most = mostTogether(truth, at + 1, free);
    for (long id : free) {
      Set<Long> rest = new TreeSet<>(free);
      rest.remove(id);
      most = Math.max(most, framesOf(truth.get(at), id) + mostTogether(truth, at + 1, rest));
    }
    return most;
  }

  private long framesOf(long truth, long found) {
    return commonFrames.computeIfAbsent(List.of(truth, found), unused -> together(truth, found));
  }

  private double similarityOf(long truth, long found) {
    return similarities.computeIfAbsent(List.of(truth, found), unused -> similarity(truth, found));
  }

  private long together(long truth, long found) {
    return frames.stream()
        .filter(
            frame ->
                frame.truth().stream()
                    .filter(box -> box.id() == truth)
                    .anyMatch(
                        box ->
                            frame.found().stream()
                                .filter(other -> other.id() == found)
                                .anyMatch(other -> iou(box, other) >= 0.5)))
        .count();
  }

  private double similarity(long truth, long found) {
    double common = 0;
    for (TrackPair frame : frames) {
      for (TrackBox one : frame.truth()) {
        for (TrackBox other : frame.found()) {
          if (one.id() == truth && other.id() == found) {
            double rows = frame.found().stream().mapToDouble(each -> iou(one, each)).sum();
            double columns = frame.truth().stream().mapToDouble(each -> iou(each, other)).sum();
            double overlap = iou(one, other);
            common += overlap == 0 ? 0 : overlap / (rows + columns - overlap);
          }
        }
      }
    }
    return common / (truthLength(truth) + foundLength(found) - common);
  }

  private List<Match> best(int t, ToDoubleBiFunction<TrackBox, TrackBox> weight) {
    return best(t, 0, frames.get(t).found(), weight);
  }

  private List<Match> best(
      int t, int at, List<TrackBox> free, ToDoubleBiFunction<TrackBox, TrackBox> weight) {
    List<TrackBox> truth = frames.get(t).truth();
    if (at == truth.size()) {
      return List.of();
    }
    List<Match> best = best(t, at + 1, free, weight);
    for (TrackBox found : free) {
      if (weight.applyAsDouble(truth.get(at), found) > 0) {
        List<TrackBox> rest = new ArrayList<>(free);
        rest.remove(found);
        List<Match> other = new ArrayList<>(best(t, at + 1, rest, weight));
        other.add(new Match(t, truth.get(at), found));
        best = sum(other, weight) > sum(best, weight) ? other : best;
      }
    }
    return best;
  }

  private static double sum(List<Match> matches, ToDoubleBiFunction<TrackBox, TrackBox> weight) {
    return matches.stream().mapToDouble(m -> weight.applyAsDouble(m.truth(), m.found())).sum();
  }

  private long truthLength(long id) {
    return frames.stream()
        .filter(frame -> frame.truth().stream().anyMatch(box -> box.id() == id))
        .count();
  }

  private long foundLength(long id) {
    return frames.stream()
        .filter(frame -> frame.found().stream().anyMatch(box -> box.id() == id))
        .count();
  }

  private long truthBoxes() {
    return frames.stream().mapToLong(frame -> frame.truth().size()).sum();
  }

  private long foundBoxes() {
    return frames.stream().mapToLong(frame -> frame.found().size()).sum();
  }

  private static double iou(TrackBox one, TrackBox other) {
    BoundingBox a = one.box();
    BoundingBox b = other.box();
    double left = Math.max(a.x(), b.x());
    double top = Math.max(a.y(), b.y());
    double right = Math.min(a.x() + a.width(), b.x() + b.width());
    double bottom = Math.min(a.y() + a.height(), b.y() + b.height());
    double shared = Math.max(0, right - left) * Math.max(0, bottom - top);
    return shared / (a.width() * a.height() + b.width() * b.height() - shared);
  }
}
