package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.TrueObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives each category one number, by its name: data sets and models number the categories that they
 * share as they like. A category keeps the number that the ground truth has for it first, unless
 * another category has that number already, as when two sources number theirs independently.
 *
 * <p>The ground truth comes first: a category that only the detections have must not take a number
 * of the ground truth's.
 *
 * <p>Threading: for one thread.
 */
public final class CategoryMatch {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Set<Integer> taken = new HashSet<>();
  private final Map<String, Map<Integer, String>> bySource = new HashMap<>();
  private int next = 1;

  /**
   * Returns an object of the ground truth with its category's number.
   *
   * @param source whose ground truth it is: within one, a number has one name
   * @throws UnfitInputException when the number has had another name in this source
   */
  public TrueObject truth(String source, TrueObject object) {
    String known =
        bySource
            .computeIfAbsent(source, one -> new HashMap<>())
            .putIfAbsent(object.classId(), object.label());
    if (known != null && !known.equals(object.label())) {
      throw new UnfitInputException(
          "category %d of source %s is '%s' and '%s' in the ground truth: expected one name a number within a source; publish the two data sets as two sources, with --key"
              .formatted(object.classId(), source, known, object.label()));
    }
    int number = number(object.label(), object.classId());
    return number == object.classId() ? object : object.withClassId(number);
  }

  /** Returns a detection with its category's number. */
  public Detection found(Detection detection) {
    int number = number(detection.label(), detection.classId());
    return number == detection.classId()
        ? detection
        : new Detection(
            detection.label(),
            number,
            detection.score(),
            detection.box(),
            detection.mask(),
            detection.keypoints());
  }

  /** Returns findings whose boxes have the numbers of their categories; others stay. */
  public Findings found(Findings findings) {
    return findings instanceof Boxes boxes
        ? new Boxes(boxes.detections().stream().map(this::found).toList())
        : findings;
  }

  private int number(String label, int preferred) {
    Integer known = numbers.get(label);
    if (known != null) {
      return known;
    }
    int number = preferred;
    while (!taken.add(number)) {
      number = next++;
    }
    numbers.put(label, number);
    return number;
  }
}
