package dev.skipstream.detect;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.shape.LabelMap;
import dev.skipstream.shape.RunLengthMask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The difference between the findings of two models in the same frames, from 0 to 1. Of detectors,
 * it is the mean over all detections with a certain score or more, in either direction. A detection
 * differs from the best one of its class by {@code 1 - IoU} and by the scores' difference, the mean
 * of both; without one of this class, by 1. Of classifiers, it is the mean over the frames of half
 * the sum of the scores' differences. Of segmentation networks, it is the mean over the frames of
 * the share of the pixels whose class differs.
 *
 * <p>Threading: for one thread.
 */
final class Difference {
  private static final double SCORE = 0.3;

  private final double least;
  private double sum;
  private long counted;

  /** Counts detections with a score of {@value #SCORE} or more. */
  Difference() {
    this(SCORE);
  }

  /** Counts detections with a score of {@code least} or more. */
  Difference(double least) {
    this.least = least;
  }

  /** Adds the findings of a frame; those of different kinds do not count. */
  void add(Findings one, Findings other) {
    if (one instanceof Boxes a && other instanceof Boxes b) {
      addOneWay(a.detections(), b.detections());
      addOneWay(b.detections(), a.detections());
    }
    if (one instanceof Classes a && other instanceof Classes b) {
      Map<Integer, Double> scores = new HashMap<>();
      a.classes().forEach(found -> scores.merge(found.classId(), found.score(), Double::sum));
      b.classes().forEach(found -> scores.merge(found.classId(), -found.score(), Double::sum));
      sum += scores.values().stream().mapToDouble(Math::abs).sum() / 2;
      counted++;
    }
    if (one instanceof Regions a && other instanceof Regions b) {
      sum += differing(a, b);
      counted++;
    }
  }

  /** Returns the share of the pixels that have one class in one map, and another in the other. */
  private static double differing(Regions one, Regions other) {
    if (one.regions().isEmpty() && other.regions().isEmpty()) {
      return 0;
    }
    List<Integer> size = (one.regions().isEmpty() ? other : one).regions().get(0).mask().size();
    long[] pixels = new long[1];
    labelMap(one, size)
        .compare(
            labelMap(other, size),
            (label, otherLabel, count) -> pixels[0] += label == otherLabel ? 0 : count);
    return pixels[0] / ((double) size.get(0) * size.get(1));
  }

  private static LabelMap labelMap(Regions regions, List<Integer> size) {
    Map<Integer, RunLengthMask> masks = new HashMap<>();
    for (Region one : regions.regions()) {
      masks.put(one.classId(), RunLengthMask.ofText(size.get(0), size.get(1), one.mask().counts()));
    }
    return LabelMap.ofMasks(size.get(0), size.get(1), masks);
  }

  private void addOneWay(List<Detection> from, List<Detection> to) {
    for (Detection detection : from) {
      if (detection.score() >= least) {
        double nearest = 1;
        for (Detection candidate : to) {
          if (candidate.classId() == detection.classId()) {
            double scores = Math.abs(candidate.score() - detection.score());
            double boxes = 1 - iou(candidate.box(), detection.box());
            nearest = Math.min(nearest, (scores + boxes) / 2);
          }
        }
        sum += nearest;
        counted++;
      }
    }
  }

  /** Returns the intersection over the union of two boxes; 0 if both are empty. */
  static double iou(BoundingBox a, BoundingBox b) {
    double width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
    double height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
    double shared = Math.max(0, width) * Math.max(0, height);
    double all = a.width() * a.height() + b.width() * b.height() - shared;
    return all > 0 ? shared / all : 0;
  }

  /** Returns the mean; 0 without findings. */
  double mean() {
    return counted == 0 ? 0 : sum / counted;
  }
}
