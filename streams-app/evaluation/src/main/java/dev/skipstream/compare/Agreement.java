package dev.skipstream.compare;

import dev.skipstream.evaluate.Overlap;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.shape.LabelMap;
import dev.skipstream.shape.RunLengthMask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The agreement of two models on a frame, regardless of the ground truth. It counts boxes, frames
 * or pixels, by the kind of the findings. Classes are equal by name, because two models may number
 * them differently.
 *
 * <p>Of boxes, the second model's detections choose in the order of their scores. Each chooses
 * among the first model's unmatched detections that it overlaps by at least half. One of its own
 * category comes before others, and then the one with the largest overlap. Two detections with
 * masks overlap by their masks, others by their boxes. Of classes, the first ones of the frame are
 * compared. Of regions, the pixels that at least one model gives a class are compared.
 *
 * @param same the number of boxes, frames or pixels that both have, with the same class
 * @param otherClass the number of those that both have, with different classes
 * @param onlyFirst the number of those that the second does not have
 * @param onlySecond the number of those that the first does not have
 * @param overlaps the intersection over union of each box or mask that both have
 */
public record Agreement(
    long same, long otherClass, long onlyFirst, long onlySecond, List<Double> overlaps) {
  /** The least score of a detection on which two models must agree. */
  public static final double SURE = 0.5;

  private static final double OVERLAP = 0.5;

  /**
   * Compares the findings of two models in a frame.
   *
   * @param leastScore of a detection that counts; classes and regions count whatever their score
   * @throws UnfitInputException when the findings are of two kinds, or of one that is not compared
   */
  public static Agreement of(Findings first, Findings second, double leastScore) {
    if (first instanceof Boxes some && second instanceof Boxes others) {
      return of(some.detections(), others.detections(), leastScore);
    }
    if (first instanceof Classes some && second instanceof Classes others) {
      return of(some, others);
    }
    if (first instanceof Regions some && second instanceof Regions others) {
      return of(some, others);
    }
    throw new UnfitInputException(
        first.kind().equals(second.kind())
            ? "findings of the kind '%s' are not compared: expected boxes, classes or regions"
                .formatted(first.kind())
            : "one model has %s, the other one %s: expected findings of one kind"
                .formatted(first.kind(), second.kind()));
  }

  private static Agreement of(Classes first, Classes second) {
    boolean same = first.classes().get(0).label().equals(second.classes().get(0).label());
    return new Agreement(same ? 1 : 0, same ? 0 : 1, 0, 0, List.of());
  }

  private static Agreement of(Regions first, Regions second) {
    Map<String, Integer> numbers = new HashMap<>();
    long[] counts = new long[4];
    if (!first.regions().isEmpty() || !second.regions().isEmpty()) {
      map(first, second, numbers)
          .compare(
              map(second, first, numbers),
              (one, other, pixels) -> {
                if (one != LabelMap.UNLABELLED || other != LabelMap.UNLABELLED) {
                  counts[kind(one, other)] += pixels;
                }
              });
    }
    return new Agreement(counts[0], counts[1], counts[2], counts[3], List.of());
  }

  /** Returns the place of a pixel's kind in the order of this record. */
  private static int kind(int one, int other) {
    if (one == LabelMap.UNLABELLED) {
      return 3;
    }
    if (other == LabelMap.UNLABELLED) {
      return 2;
    }
    return one == other ? 0 : 1;
  }

  /** Returns the map of regions; it has the size of the other ones where there is none. */
  private static LabelMap map(Regions regions, Regions others, Map<String, Integer> numbers) {
    List<Integer> size =
        (regions.regions().isEmpty() ? others : regions).regions().get(0).mask().size();
    Map<Integer, RunLengthMask> masks = new HashMap<>();
    for (Region region : regions.regions()) {
      int number = numbers.computeIfAbsent(region.label(), any -> numbers.size());
      masks.put(number, RunLengthMask.ofText(size.get(0), size.get(1), region.mask().counts()));
    }
    return LabelMap.ofMasks(size.get(0), size.get(1), masks);
  }

  /**
   * Compares the detections of two models in a frame.
   *
   * @param leastScore of a detection that counts
   */
  public static Agreement of(List<Detection> first, List<Detection> second, double leastScore) {
    List<Outlined> left = new ArrayList<>(outlined(first, leastScore));
    List<Outlined> choosing = outlined(second, leastScore);
    int same = 0;
    List<Double> overlaps = new ArrayList<>();
    for (Outlined detection : choosing) {
      Partner partner = partnerOf(detection, left);
      if (partner != null) {
        left.remove(partner.one());
        same += partner.sameClass() ? 1 : 0;
        overlaps.add(partner.overlap());
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

  /** Returns the number of boxes, frames or pixels of both; what both have counts once. */
  public long compared() {
    return same + differences();
  }

  /** Returns the number of those on which the two do not agree. */
  public long differences() {
    return otherClass + onlyFirst + onlySecond;
  }

  /** A detection, and its mask as runs. */
  private record Outlined(Detection detection, Optional<RunLengthMask> mask) {
    double overlap(Outlined other) {
      return mask.isPresent() && other.mask.isPresent()
          ? mask.get().iou(other.mask.get())
          : Overlap.of(detection.box(), other.detection.box());
    }
  }

  private record Partner(Outlined one, boolean sameClass, double overlap) {}

  /** Returns the detections that count, by falling score. */
  private static List<Outlined> outlined(List<Detection> detections, double leastScore) {
    return detections.stream()
        .filter(one -> one.score() >= leastScore)
        .sorted(Comparator.comparingDouble(Detection::score).reversed())
        .map(one -> new Outlined(one, one.mask().map(RunLengthMask::of)))
        .toList();
  }

  private static Partner partnerOf(Outlined of, List<Outlined> left) {
    String label = of.detection().label();
    return left.stream()
        .map(one -> new Partner(one, one.detection().label().equals(label), of.overlap(one)))
        .filter(one -> one.overlap() >= OVERLAP)
        .max(Comparator.comparing(Partner::sameClass).thenComparing(Partner::overlap))
        .orElse(null);
  }
}
