package dev.skipstream.evaluate;

import java.util.Arrays;

/**
 * The matches of detections and objects of one category in one frame, at each IoU threshold. The
 * matching is greedy, as in COCO: the best detection chooses first, and chooses the object that it
 * overlaps most. Of two objects with equal overlap, it chooses the later. For keypoints, their
 * similarity is the overlap.
 *
 * <p>Threading: for one thread.
 */
final class FrameMatching {
  /** A detection that overlaps an object fully has an IoU that rounding may leave below one. */
  private static final double FULL = 1 - 1e-10;

  private static final AreaRange[] ALL_RANGES = AreaRange.values();
  private static final int ALL_THRESHOLDS = (1 << IouThresholds.COUNT) - 1;

  private final FrameOverlaps overlaps;

  /** The objects that are ignored: they count neither as found nor as missed. */
  private final boolean[] ignored;

  /** The places of the objects, the ignored ones last. */
  private final int[] order;

  private final AreaRange range;
  private final int wanted;

  /** Prepares the matching of objects of one size. */
  FrameMatching(FrameOverlaps overlaps, AreaRange range) {
    this.overlaps = overlaps;
    this.range = range;
    this.ignored = new boolean[overlaps.objects()];
    this.order = new int[ignored.length];
    int next = 0;
    for (int o = 0; o < ignored.length; o++) {
      ignored[o] = overlaps.isIgnored(o) || !range.contains(overlaps.objectArea(o));
      if (!ignored[o]) {
        order[next++] = o;
      }
    }
    wanted = next;
    for (int o = 0; o < ignored.length; o++) {
      if (ignored[o]) {
        order[next++] = o;
      }
    }
  }

  /**
   * Tells of each detection in a frame without an object of the category: it finds nothing, and
   * counts for nothing where its own size is another.
   *
   * @param detections their places in the frame, best first
   * @param first the place of the frame's first detection in {@code score}
   */
  static void findNothing(CocoFrame frame, int[] detections, CategoryScore score, int first) {
    for (int d = 0; d < detections.length; d++) {
      double area = frame.detectionArea(detections[d]);
      for (AreaRange range : ALL_RANGES) {
        score.judge(range, first + d, 0, range.contains(area) ? 0 : ALL_THRESHOLDS);
      }
    }
  }

  /**
   * Tells of each detection, best first, what it finds: a bit a threshold.
   *
   * @param first the place of the frame's first detection in {@code score}
   */
  void into(CategoryScore score, int first) {
    int[] hits = new int[overlaps.detections()];
    int[] without = new int[hits.length];
    for (int t = 0; t < IouThresholds.COUNT; t++) {
      match(t, hits, without);
    }
    for (int d = 0; d < hits.length; d++) {
      int free = range.contains(overlaps.detectionArea(d)) ? 0 : ALL_THRESHOLDS & ~hits[d];
      score.judge(range, first + d, hits[d], without[d] | free);
    }
    score.want(range, wanted);
  }

  private void match(int threshold, int[] hits, int[] without) {
    int[] chosen = chosen(threshold);
    for (int d = 0; d < hits.length; d++) {
      if (chosen[d] >= 0) {
        hits[d] |= 1 << threshold;
        without[d] |= ignored[chosen[d]] ? 1 << threshold : 0;
      }
    }
  }

  /** The place of the object that each detection finds, best first; -1 where it finds none. */
  int[] chosen(int threshold) {
    boolean[] taken = new boolean[ignored.length];
    int[] chosen = new int[overlaps.detections()];
    Arrays.fill(chosen, -1);
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
      if (taken[o] && !overlaps.isCrowd(o)) {
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
