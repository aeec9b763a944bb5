package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * COCO's protocol as its definitions read, one figure at a time and each from the beginning: slow,
 * and without a line of {@link CocoEvaluator}'s.
 */
final class SlowEvaluator {
  /** COCO's overlaps, in percent. */
  static final int[] TEN = {50, 55, 60, 65, 70, 75, 80, 85, 90, 95};

  /** The objects and the detections of a frame. */
  record Frame(List<TrueObject> truth, List<Detection> found) {}

  /** A kind of shape, by its definitions. */
  interface Shapes {
    /** Returns the number of detections of a category in a frame that count. */
    int mostDetections();

    double overlap(Detection found, TrueObject object);

    double areaOf(Detection found);

    double areaOf(TrueObject object);

    boolean ignored(TrueObject object);
  }

  /** Boxes. */
  private static final Shapes BOXES =
      new Shapes() {
        @Override
        public int mostDetections() {
          return 100;
        }

        @Override
        public double overlap(Detection found, TrueObject object) {
          return SlowEvaluator.overlap(found.box(), object);
        }

        @Override
        public double areaOf(Detection found) {
          return area(found.box());
        }

        @Override
        public double areaOf(TrueObject object) {
          return object.area().orElse(area(object.box()));
        }

        @Override
        public boolean ignored(TrueObject object) {
          return object.crowd();
        }
      };

  /** A detection that counts, and whether it was right. */
  private record Verdict(double score, boolean right) {}

  private final Shapes shapes;
  private final List<Frame> frames;
  private final double least;
  private final double most;

  /** Creates an evaluator of boxes of objects whose area is in a range, including its ends. */
  SlowEvaluator(List<Frame> frames, double least, double most) {
    this(BOXES, frames, least, most);
  }

  /** Creates an evaluator of objects whose area is in a range, including its ends. */
  SlowEvaluator(Shapes shapes, List<Frame> frames, double least, double most) {
    this.shapes = shapes;
    this.frames = frames;
    this.least = least;
    this.most = most;
  }

  /** The mean over categories and overlaps; -1 where there is nothing to find. */
  double averagePrecision(int... percents) {
    return mean(
        categories()
            .map(
                category ->
                    average(
                        IntStream.of(percents)
                            .mapToObj(percent -> averagePrecision(category, percent)))));
  }

  /** The mean over categories and all ten overlaps of the share of objects found. */
  double averageRecall(int detectionsPerFrame) {
    return averageRecall(detectionsPerFrame, TEN);
  }

  /** The mean over categories and overlaps of the share of objects found. */
  double averageRecall(int detectionsPerFrame, int... percents) {
    return mean(
        categories()
            .map(
                category ->
                    average(
                        IntStream.of(percents)
                            .mapToObj(percent -> recall(category, percent, detectionsPerFrame)))));
  }

  private OptionalDouble averagePrecision(int category, int percent) {
    int objects = objects(category);
    if (objects == 0) {
      return OptionalDouble.empty();
    }
    List<Verdict> verdicts = verdicts(category, percent, shapes.mostDetections());
    double sum = 0;
    for (int wanted = 0; wanted <= 100; wanted++) {
      double best = 0;
      int right = 0;
      for (int i = 0; i < verdicts.size(); i++) {
        right += verdicts.get(i).right() ? 1 : 0;
        // Whole numbers: right / objects >= wanted / 100.
        if (100L * right >= (long) wanted * objects) {
          best = Math.max(best, right / (i + 1.0));
        }
      }
      sum += best;
    }
    return OptionalDouble.of(sum / 101);
  }

  private OptionalDouble recall(int category, int percent, int detectionsPerFrame) {
    int objects = objects(category);
    if (objects == 0) {
      return OptionalDouble.empty();
    }
    long right =
        verdicts(category, percent, detectionsPerFrame).stream().filter(Verdict::right).count();
    return OptionalDouble.of((double) right / objects);
  }

  private int objects(int category) {
    return (int)
        frames.stream()
            .flatMap(frame -> frame.truth().stream())
            .filter(object -> object.classId() == category && counts(object))
            .count();
  }

  private List<Verdict> verdicts(int category, int percent, int detectionsPerFrame) {
    List<Verdict> all = new ArrayList<>();
    for (Frame frame : frames) {
      List<Detection> found =
          frame.found().stream()
              .filter(detection -> detection.classId() == category)
              .sorted(Comparator.comparingDouble(detection -> -detection.score()))
              .limit(detectionsPerFrame)
              .toList();
      Set<Integer> taken = new HashSet<>();
      for (Detection detection : found) {
        int object = objectOf(detection, frame.truth(), taken, percent / 100.0);
        if (object >= 0) {
          taken.add(object);
          if (counts(frame.truth().get(object))) {
            all.add(new Verdict(detection.score(), true));
          }
        } else if (inRange(shapes.areaOf(detection))) {
          all.add(new Verdict(detection.score(), false));
        }
      }
    }
    all.sort(Comparator.comparingDouble(verdict -> -verdict.score()));
    return all;
  }

  /** Objects that count come first, whatever the overlap; then those that do not. */
  int objectOf(Detection detection, List<TrueObject> truth, Set<Integer> taken, double threshold) {
    for (boolean counting : new boolean[] {true, false}) {
      int chosen = -1;
      for (int i = 0; i < truth.size(); i++) {
        TrueObject object = truth.get(i);
        boolean free = object.crowd() || !taken.contains(i);
        if (object.classId() == detection.classId() && counts(object) == counting && free) {
          double overlap = shapes.overlap(detection, object);
          double best =
              chosen < 0 ? threshold - 1e-12 : shapes.overlap(detection, truth.get(chosen));
          chosen = overlap >= best ? i : chosen;
        }
      }
      if (chosen >= 0) {
        return chosen;
      }
    }
    return -1;
  }

  static double overlap(BoundingBox found, TrueObject object) {
    BoundingBox box = object.box();
    double left = Math.max(found.x(), box.x());
    double top = Math.max(found.y(), box.y());
    double right = Math.min(found.x() + found.width(), box.x() + box.width());
    double bottom = Math.min(found.y() + found.height(), box.y() + box.height());
    double shared = Math.max(0, right - left) * Math.max(0, bottom - top);
    return shared / (object.crowd() ? area(found) : area(found) + area(box) - shared);
  }

  private boolean counts(TrueObject object) {
    return !shapes.ignored(object) && inRange(shapes.areaOf(object));
  }

  private boolean inRange(double area) {
    return area >= least && area <= most;
  }

  private static double area(BoundingBox box) {
    return box.width() * box.height();
  }

  private Stream<Integer> categories() {
    return frames.stream()
        .flatMap(frame -> frame.truth().stream())
        .map(TrueObject::classId)
        .distinct();
  }

  private static double mean(Stream<OptionalDouble> figures) {
    return average(figures).orElse(-1);
  }

  private static OptionalDouble average(Stream<OptionalDouble> figures) {
    return figures.flatMapToDouble(OptionalDouble::stream).average();
  }
}
