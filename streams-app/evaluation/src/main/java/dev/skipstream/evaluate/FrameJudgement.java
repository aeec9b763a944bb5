package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The verdict on each object of a frame and on each detection with at least a given score. The
 * kinds of error and their IoU thresholds are those of Hoiem et al., Diagnosing Error in Object
 * Detectors (ECCV 2012, section 2.1).
 *
 * @param detections the detections, best first
 * @param objects the objects, in the order of the ground truth
 */
public record FrameJudgement(List<JudgedDetection> detections, List<JudgedObject> objects) {
  /** The least overlap of a detection that is about an object, though not well placed. */
  private static final double NEAR = 0.1;

  /** The least overlap of a detection with the crowd that it lies in. */
  private static final double IN_CROWD = 0.5;

  /** The verdict on a detection. */
  public enum Verdict {
    /**
     * It finds an object of its category, by an overlap of at least 0.5. The surest detection
     * chooses first, the object that it overlaps most of those that are left.
     */
    CORRECT,

    /** It is not correct and lies by half in a crowd of its category: it counts for nothing. */
    IN_CROWD,

    /**
     * It overlaps an object of its category by at least 0.1: it is badly placed, or the second one
     * on an object that has been found.
     */
    LOCATION,

    /** It overlaps no object of its category by 0.1, but one of another category. */
    CLASS,

    /** It overlaps no object by 0.1. */
    BACKGROUND;

    /** Returns true if the verdict is one of the kinds of error. */
    public boolean wrong() {
      return this == LOCATION || this == CLASS || this == BACKGROUND;
    }
  }

  /** The verdict on an object. */
  public enum Fate {
    FOUND,

    /** No detection is correct about it, whatever else was said of it. */
    MISSED,

    /** A crowd, which is neither to be found nor to be missed. */
    CROWD
  }

  /** A detection and what it is. */
  public record JudgedDetection(Detection detection, Verdict verdict) {}

  /** An object and what became of it. */
  public record JudgedObject(TrueObject object, Fate fate) {}

  public FrameJudgement {
    detections = List.copyOf(detections);
    objects = List.copyOf(objects);
  }

  /** Returns this judgement with the boxes in pixels of an image that is a part of the frame. */
  public FrameJudgement in(FrameView view) {
    return new FrameJudgement(
        detections.stream()
            .map(one -> new JudgedDetection(view.toPicture(one.detection()), one.verdict()))
            .toList(),
        objects.stream()
            .map(one -> new JudgedObject(view.toPicture(one.object()), one.fate()))
            .toList());
  }

  /**
   * Judges a frame.
   *
   * @param leastScore of a detection that counts
   */
  public static FrameJudgement of(
      List<TrueObject> truth, List<Detection> found, double leastScore) {
    List<Detection> sure =
        found.stream()
            .filter(detection -> detection.score() >= leastScore)
            .sorted(Comparator.comparingDouble(Detection::score).reversed())
            .toList();
    TrueObject[] finds = finds(truth, sure);
    // By identity: two objects may be equal to the last digit.
    Set<TrueObject> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    Arrays.stream(finds).filter(Objects::nonNull).forEach(gone::add);
    List<JudgedDetection> detections = new ArrayList<>();
    for (int d = 0; d < finds.length; d++) {
      detections.add(new JudgedDetection(sure.get(d), verdict(sure.get(d), finds[d], truth)));
    }
    return new FrameJudgement(
        detections,
        truth.stream().map(one -> new JudgedObject(one, fate(one, gone.contains(one)))).toList());
  }

  /** Returns the object that each detection finds; null if it finds none. */
  private static TrueObject[] finds(List<TrueObject> truth, List<Detection> sure) {
    Map<Integer, List<Integer>> placesByCategory = new HashMap<>();
    for (int d = 0; d < sure.size(); d++) {
      placesByCategory.computeIfAbsent(sure.get(d).classId(), id -> new ArrayList<>()).add(d);
    }
    BoxFrame frame = new BoxFrame(truth, sure, ScoredFrame.scoresOf(sure));
    TrueObject[] finds = new TrueObject[sure.size()];
    placesByCategory.forEach(
        (category, places) -> {
          int[] objects =
              IntStream.range(0, truth.size())
                  .filter(o -> truth.get(o).classId() == category)
                  .toArray();
          if (objects.length == 0) {
            return;
          }
          int[] detections = places.stream().mapToInt(Integer::intValue).toArray();
          int[] chosen =
              new FrameMatching(new FrameOverlaps(frame, objects, detections), AreaRange.ALL)
                  .chosen(IouThresholds.FIFTY);
          for (int i = 0; i < chosen.length; i++) {
            finds[detections[i]] = chosen[i] < 0 ? null : truth.get(objects[chosen[i]]);
          }
        });
    return finds;
  }

  private static Verdict verdict(Detection detection, TrueObject finds, List<TrueObject> truth) {
    if (finds != null) {
      return finds.crowd() ? Verdict.IN_CROWD : Verdict.CORRECT;
    }
    boolean nearOwn = false;
    boolean nearOther = false;
    for (TrueObject object : truth) {
      double overlap = Overlap.of(detection.box(), object);
      boolean own = object.classId() == detection.classId();
      if (object.crowd()) {
        if (own && overlap >= IN_CROWD) {
          return Verdict.IN_CROWD;
        }
      } else if (overlap >= NEAR) {
        nearOwn |= own;
        nearOther |= !own;
      }
    }
    if (nearOwn) {
      return Verdict.LOCATION;
    }
    return nearOther ? Verdict.CLASS : Verdict.BACKGROUND;
  }

  private static Fate fate(TrueObject object, boolean found) {
    if (object.crowd()) {
      return Fate.CROWD;
    }
    return found ? Fate.FOUND : Fate.MISSED;
  }

  /** Returns the number of wrong detections and missed objects. */
  public int errors() {
    return (int)
        (detections.stream().filter(one -> one.verdict().wrong()).count()
            + objects.stream().filter(one -> one.fate() == Fate.MISSED).count());
  }
}
