package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Which detections of one category in one frame find an object, at each overlap. Greedy, as COCO
 * has it: the best detection chooses first, the object that it overlaps most; of two that it
 * overlaps equally, the later.
 *
 * <p>Threading: for one thread.
 */
final class FrameMatching {
  /** A detection that overlaps an object fully has an IoU that rounding may leave below one. */
  private static final double FULL = 1 - 1e-10;

  private final FrameOverlaps overlaps;
  private final List<TrueObject> objects;
  private final List<Detection> detections;

  /** Which objects are neither to be found nor to be missed. */
  private final boolean[] ignored;

  /** The places of the objects, the ignored ones last. */
  private final int[] order;

  private final AreaRange range;

  /** Prepares the matching of objects of one size. */
  FrameMatching(FrameOverlaps overlaps, AreaRange range) {
    this.overlaps = overlaps;
    this.objects = overlaps.objects();
    this.detections = overlaps.detections();
    this.range = range;
    this.ignored = new boolean[objects.size()];
    this.order = new int[ignored.length];
    int wanted = 0;
    for (int o = 0; o < ignored.length; o++) {
      ignored[o] = isIgnored(objects.get(o), range);
      if (!ignored[o]) {
        order[wanted++] = o;
      }
    }
    for (int o = 0; o < ignored.length; o++) {
      if (ignored[o]) {
        order[wanted++] = o;
      }
    }
  }

  private static boolean isIgnored(TrueObject object, AreaRange range) {
    return object.crowd() || !range.contains(areaOf(object));
  }

  private static double areaOf(TrueObject object) {
    return object.area().orElseGet(() -> Overlap.areaOf(object.box()));
  }

  /** How many objects are to be found. */
  int wanted() {
    int wanted = 0;
    for (boolean one : ignored) {
      wanted += one ? 0 : 1;
    }
    return wanted;
  }

  /** Tells each detection, best first: a bit a threshold. */
  void into(CategoryScore score) {
    int[] hits = new int[detections.size()];
    int[] without = new int[detections.size()];
    for (int t = 0; t < IouThresholds.COUNT; t++) {
      match(t, hits, without);
    }
    for (int d = 0; d < hits.length; d++) {
      score.add(detections.get(d).score(), d, hits[d], without[d]);
    }
    score.want(wanted());
  }

  private void match(int threshold, int[] hits, int[] without) {
    int[] chosen = chosen(threshold);
    for (int d = 0; d < hits.length; d++) {
      if (chosen[d] >= 0) {
        hits[d] |= 1 << threshold;
        without[d] |= ignored[chosen[d]] ? 1 << threshold : 0;
      } else if (!range.contains(Overlap.areaOf(detections.get(d).box()))) {
        without[d] |= 1 << threshold;
      }
    }
  }

  /**
   * The object that each detection finds at one threshold, best first; null where it finds none.
   */
  List<TrueObject> found(int threshold) {
    List<TrueObject> found = new ArrayList<>();
    for (int object : chosen(threshold)) {
      found.add(object < 0 ? null : objects.get(object));
    }
    return found;
  }

  /** The place in {@code objects} of what each detection finds; -1 where it finds none. */
  private int[] chosen(int threshold) {
    boolean[] taken = new boolean[objects.size()];
    int[] chosen = new int[detections.size()];
    for (int d = 0; d < chosen.length; d++) {
      chosen[d] = choose(d, IouThresholds.at(threshold), taken);
      if (chosen[d] >= 0) {
        taken[chosen[d]] = true;
      }
    }
    return chosen;
  }

  private int choose(int detection, double threshold, boolean[] taken) {
    double best = Math.min(threshold, FULL);
    int chosen = -1;
    for (int o : order) {
      if (taken[o] && !objects.get(o).crowd()) {
        continue;
      }
      if (chosen >= 0 && !ignored[chosen] && ignored[o]) {
        break;
      }
      double overlap = overlaps.of(detection, o);
      if (overlap >= best) {
        best = overlap;
        chosen = o;
      }
    }
    return chosen;
  }
}
