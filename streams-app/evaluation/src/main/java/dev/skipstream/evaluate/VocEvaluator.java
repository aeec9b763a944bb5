package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Scores detections by the protocol of Pascal VOC (Everingham et al., IJCV 2010, section 4.2). It
 * differs from COCO's in the object that a detection may find. This is only the object of its
 * category that it overlaps most (of equal ones the first), and the overlap must be at least half.
 * If a better detection has already found this object, the detection is wrong, even if it overlaps
 * another object. All detections of a frame count.
 *
 * <p>VOC has no crowds. This class ignores a detection that finds no object and lies at least by
 * half in a crowd of its category, as VOC ignores difficult objects. Boxes have no extra pixel at
 * their right and bottom edges. VOC's own tool adds this pixel, because its coordinates are whole
 * numbers.
 *
 * <p>Frames are added one after another. The class does not keep frames, but about ten bytes per
 * detection. Of detections with equal scores, the one of the frame that was added earlier comes
 * first.
 *
 * <p>Threading: for one thread. {@link #metrics} works on all processors, one category each, in the
 * common pool, and waits for nothing else.
 */
public final class VocEvaluator {
  private static final double OVERLAP = 0.5;

  private final Map<Integer, VocCategory> categories = new HashMap<>();

  /** Adds a frame with all its objects and all its detections. */
  public void add(List<TrueObject> truth, List<Detection> found) {
    for (TrueObject object : truth) {
      VocCategory category = category(object.classId(), object.label());
      if (!object.crowd()) {
        category.want();
      }
    }
    boolean[] taken = new boolean[truth.size()];
    found.stream()
        .sorted(Comparator.comparingDouble(Detection::score).reversed())
        .forEach(detection -> add(detection, truth, taken));
  }

  /** Adds the frames of another, after those that are here. */
  void addAll(VocEvaluator other) {
    other.categories.forEach((id, category) -> category(id, category.label()).addAll(category));
  }

  private VocCategory category(int id, String label) {
    return categories.computeIfAbsent(id, one -> new VocCategory(label));
  }

  private void add(Detection detection, List<TrueObject> truth, boolean[] taken) {
    VocCategory category = category(detection.classId(), detection.label());
    int object = mostOverlapped(detection, truth, /* crowds= */ false);
    if (object >= 0) {
      category.add(detection.score(), !taken[object]);
      taken[object] = true;
    } else if (mostOverlapped(detection, truth, /* crowds= */ true) < 0) {
      category.add(detection.score(), false);
    }
  }

  /** Returns the place of an object; -1 where none of its category is overlapped by half. */
  private static int mostOverlapped(Detection detection, List<TrueObject> truth, boolean crowds) {
    int most = -1;
    double best = 0;
    for (int o = 0; o < truth.size(); o++) {
      TrueObject object = truth.get(o);
      if (object.classId() == detection.classId() && object.crowd() == crowds) {
        double overlap = Overlap.of(detection.box(), object);
        if (overlap >= OVERLAP && overlap > best) {
          best = overlap;
          most = o;
        }
      }
    }
    return most;
  }

  /** The figures over all frames that were added. */
  public VocMetrics metrics() {
    List<VocMetrics.Category> figures =
        new TreeMap<>(categories)
            .entrySet().parallelStream()
                .filter(one -> one.getValue().objects() > 0)
                .map(one -> one.getValue().figures(one.getKey()))
                .toList();
    return new VocMetrics(
        mean(figures, VocMetrics.Category::elevenPoint),
        mean(figures, VocMetrics.Category::everyPoint),
        figures);
  }

  private static double mean(
      List<VocMetrics.Category> categories, ToDoubleFunction<VocMetrics.Category> figure) {
    return categories.stream().mapToDouble(figure).average().orElse(-1);
  }
}
