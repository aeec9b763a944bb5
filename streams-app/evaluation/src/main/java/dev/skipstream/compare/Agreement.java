package dev.skipstream.compare;

import dev.skipstream.evaluate.Overlap;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.UnsupportedFindingsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The agreement of two models on a frame, regardless of the ground truth. The second model's
 * detections choose in the order of their scores. Each chooses among the first model's unmatched
 * detections that it overlaps by at least half. One of its own category comes before others, and
 * then the one with the largest overlap. Categories are equal by name, because two models may
 * number them differently.
 *
 * @param same the number of boxes that both have, with the same category
 * @param otherClass the number of boxes that both have, with different categories
 * @param onlyFirst the number of boxes that the second does not have
 * @param onlySecond the number of boxes that the first does not have
 * @param overlaps the intersection over union of each box that both have
 */
public record Agreement(
    int same, int otherClass, int onlyFirst, int onlySecond, List<Double> overlaps) {
  /** The least score of a detection on which two models must agree. */
  public static final double SURE = 0.5;

  private static final double OVERLAP = 0.5;

  /**
   * Compares the findings of two models in a frame.
   *
   * @param leastScore of a detection that counts
   * @throws UnsupportedFindingsException when one of the findings is no boxes
   */
  public static Agreement of(Findings first, Findings second, double leastScore) {
    return of(
        Boxes.require(first, "A comparison").detections(),
        Boxes.require(second, "A comparison").detections(),
        leastScore);
  }

  /**
   * Compares the detections of two models in a frame.
   *
   * @param leastScore of a detection that counts
   */
  public static Agreement of(List<Detection> first, List<Detection> second, double leastScore) {
    List<Detection> left =
        new ArrayList<>(first.stream().filter(one -> one.score() >= leastScore).toList());
    List<Detection> choosing =
        second.stream()
            .filter(one -> one.score() >= leastScore)
            .sorted(Comparator.comparingDouble(Detection::score).reversed())
            .toList();
    int same = 0;
    List<Double> overlaps = new ArrayList<>();
    for (Detection detection : choosing) {
      Detection partner = partnerOf(detection, left);
      if (partner != null) {
        left.remove(partner);
        same += partner.label().equals(detection.label()) ? 1 : 0;
        overlaps.add(Overlap.of(detection.box(), partner.box()));
      }
    }
    return new Agreement(
        same,
        overlaps.size() - same,
        left.size(),
        choosing.size() - overlaps.size(),
        List.copyOf(overlaps));
  }

  /** The agreement over no frames. */
  public static final Agreement NONE = new Agreement(0, 0, 0, 0, List.of());

  /** This frame and others together. */
  public Agreement with(Agreement other) {
    List<Double> all = new ArrayList<>(overlaps);
    all.addAll(other.overlaps);
    return new Agreement(
        same + other.same,
        otherClass + other.otherClass,
        onlyFirst + other.onlyFirst,
        onlySecond + other.onlySecond,
        List.copyOf(all));
  }

  /** Boxes of both, those that both have counted once. */
  public int boxes() {
    return same + differences();
  }

  /** Boxes on which the two do not agree. */
  public int differences() {
    return otherClass + onlyFirst + onlySecond;
  }

  private static Detection partnerOf(Detection detection, List<Detection> left) {
    return left.stream()
        .filter(one -> Overlap.of(detection.box(), one.box()) >= OVERLAP)
        .max(
            Comparator.<Detection, Boolean>comparing(one -> one.label().equals(detection.label()))
                .thenComparing(one -> Overlap.of(detection.box(), one.box())))
        .orElse(null);
  }
}
