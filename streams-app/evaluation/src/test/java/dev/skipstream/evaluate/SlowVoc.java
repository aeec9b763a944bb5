package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Pascal VOC's average precision as its definition reads: all detections in one list, best first,
 * and every precision from the beginning. Slow, and without a line of {@link VocEvaluator}'s.
 */
final class SlowVoc {
  private record Claim(int frame, Detection detection) {}

  private record Place(int frame, int object) {}

  private final List<SlowEvaluator.Frame> frames;

  SlowVoc(List<SlowEvaluator.Frame> frames) {
    this.frames = frames;
  }

  /** The area under the curve of one category, by rectangles between the recalls that occur. */
  double everyPoint(int category) {
    List<Boolean> verdicts = verdicts(category);
    double area = 0;
    int found = 0;
    for (int i = 0; i < verdicts.size(); i++) {
      if (verdicts.get(i)) {
        found++;
        area += bestFrom(verdicts, found) / objects(category);
      }
    }
    return area;
  }

  /** The mean over the recalls 0, 0.1, … 1. */
  double elevenPoint(int category) {
    List<Boolean> verdicts = verdicts(category);
    double sum = 0;
    for (int tenth = 0; tenth <= 10; tenth++) {
      double best = 0;
      for (int found = 1; found <= objects(category); found++) {
        // found / objects >= tenth / 10.
        if (10L * found >= (long) tenth * objects(category)) {
          best = Math.max(best, bestFrom(verdicts, found));
        }
      }
      sum += best;
    }
    return sum / 11;
  }

  /** The best precision of those after which so many objects or more are found. */
  private static double bestFrom(List<Boolean> verdicts, int wanted) {
    double best = 0;
    for (int end = 1; end <= verdicts.size(); end++) {
      long right = verdicts.subList(0, end).stream().filter(one -> one).count();
      if (right >= wanted) {
        best = Math.max(best, (double) right / end);
      }
    }
    return best;
  }

  int objects(int category) {
    return (int)
        frames.stream()
            .flatMap(frame -> frame.truth().stream())
            .filter(object -> object.classId() == category && !object.crowd())
            .count();
  }

  private List<Boolean> verdicts(int category) {
    List<Claim> claims = new ArrayList<>();
    for (int frame = 0; frame < frames.size(); frame++) {
      for (Detection detection : frames.get(frame).found()) {
        if (detection.classId() == category) {
          claims.add(new Claim(frame, detection));
        }
      }
    }
    claims.sort(Comparator.comparingDouble(claim -> -claim.detection().score()));
    Set<Place> taken = new HashSet<>();
    List<Boolean> verdicts = new ArrayList<>();
    for (Claim claim : claims) {
      List<TrueObject> truth = frames.get(claim.frame()).truth();
      int most = -1;
      boolean inCrowd = false;
      for (int i = 0; i < truth.size(); i++) {
        TrueObject object = truth.get(i);
        double overlap = SlowEvaluator.overlap(claim.detection().box(), object);
        if (object.classId() != category || overlap < 0.5) {
          continue;
        }
        if (object.crowd()) {
          inCrowd = true;
        } else if (most < 0
            || overlap > SlowEvaluator.overlap(claim.detection().box(), truth.get(most))) {
          most = i;
        }
      }
      if (most >= 0) {
        verdicts.add(taken.add(new Place(claim.frame(), most)));
      } else if (!inCrowd) {
        verdicts.add(false);
      }
    }
    return verdicts;
  }
}
