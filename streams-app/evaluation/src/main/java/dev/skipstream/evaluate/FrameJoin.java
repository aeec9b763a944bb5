package dev.skipstream.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.schemas.event.ScoredClass;
import dev.skipstream.schemas.event.TrueClass;
import dev.skipstream.schemas.event.TrueObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Joins the ground truth of frames with their outcomes, by source and frame id, in any order of
 * arrival. Of two events for one frame the last counts.
 *
 * <p>Keeps all frames: a frame's position in the evaluation depends on its name, not on its
 * arrival.
 *
 * <p>Threading: for one thread.
 */
public final class FrameJoin {

  private record Frame(String source, String id) implements Comparable<Frame> {
    static Frame of(FrameInfo frame) {
      return new Frame(frame.source(), frame.id());
    }

    static Frame of(FrameOrigin frame) {
      return new Frame(frame.source(), frame.id());
    }

    @Override
    public String toString() {
      return "%s of source %s".formatted(id, source);
    }

    @Override
    public int compareTo(Frame other) {
      int bySource = source.compareTo(other.source);
      return bySource != 0 ? bySource : id.compareTo(other.id);
    }
  }

  /** The outcome of a frame that has no detections. */
  private enum Lost {
    DROPPED,
    DEAD_LETTER
  }

  /**
   * The number of frames of each kind.
   *
   * @param scored frames with ground truth and a detection event
   * @param withoutTruth frames with a detection event only, which are not scored
   * @param dropped frames with ground truth that were dropped: no model has processed them
   * @param deadLetters frames with ground truth and a dead letter
   * @param notLookedAt frames with ground truth only: they have no outcome yet, or none in the
   *     records that were read
   */
  public record Counts(
      int scored, int withoutTruth, int dropped, int deadLetters, int notLookedAt) {

    /**
     * Returns the number of frames with ground truth and without a detection event, for any reason.
     */
    @JsonProperty
    public int withoutDetections() {
      return dropped + deadLetters + notLookedAt;
    }

    /** Returns the number of frames with ground truth. */
    @JsonIgnore
    public int withTruth() {
      return scored + withoutDetections();
    }
  }

  private final Map<Frame, GroundTruth> truths;
  private final Map<Frame, FindingsEvent> found;
  private final Map<Frame, Lost> lost;

  /** Keeps everything. */
  public FrameJoin() {
    this(Integer.MAX_VALUE);
  }

  /** Keeps the newest frames only, so many. */
  public FrameJoin(int frames) {
    truths = newest(frames);
    found = newest(frames);
    lost = newest(frames);
  }

  private static <V> Map<Frame, V> newest(int frames) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Frame, V> eldest) {
        return size() > frames;
      }
    };
  }

  /** Adds the ground truth of a frame. */
  public void add(GroundTruth truth) {
    truths.put(Frame.of(truth.frame()), truth);
  }

  /** Adds what a model found in a frame. */
  public void add(FindingsEvent event) {
    found.put(Frame.of(event.frame()), event);
  }

  /** A frame was dropped; it counts as that where it has no detection event. */
  public void dropped(FrameOrigin frame) {
    lost.put(Frame.of(frame), Lost.DROPPED);
  }

  /** A frame is a dead letter; it counts as that where it has no detection event. */
  public void deadLetter(FrameOrigin frame) {
    lost.put(Frame.of(frame), Lost.DEAD_LETTER);
  }

  /** Returns the number of frames of each kind so far. */
  public Counts counts() {
    int scored = 0;
    Map<Optional<Lost>, Integer> without = new HashMap<>();
    for (Frame frame : truths.keySet()) {
      if (found.containsKey(frame)) {
        scored++;
      } else {
        without.merge(Optional.ofNullable(lost.get(frame)), 1, Integer::sum);
      }
    }
    return new Counts(
        scored,
        found.size() - scored,
        without.getOrDefault(Optional.of(Lost.DROPPED), 0),
        without.getOrDefault(Optional.of(Lost.DEAD_LETTER), 0),
        without.getOrDefault(Optional.<Lost>empty(), 0));
  }

  /** COCO's figures of all that came together by now. */
  public CocoMetrics metrics() {
    CocoEvaluator evaluator = new CocoEvaluator();
    forEach(frame -> evaluator.add(frame.truth(), frame.found()));
    return evaluator.metrics();
  }

  /**
   * Hands over what came together by now, by source and frame id. Categories are matched by name:
   * each has one number in all frames.
   *
   * @throws UnfitInputException when one number has two names in the ground truth of a source
   */
  public void forEach(Consumer<ScoredFrame> frames) {
    CategoryMatch match = new CategoryMatch();
    SortedMap<Frame, List<TrueObject>> scored = new TreeMap<>();
    truths.forEach(
        (frame, truth) -> {
          if (found.containsKey(frame)) {
            scored.put(frame, visible(truth, found.get(frame)));
          }
        });
    // All of the ground truth before any detection: its numbers go first.
    scored.replaceAll(
        (frame, objects) ->
            objects.stream().map(object -> match.truth(frame.source(), object)).toList());
    scored.forEach(
        (frame, objects) -> {
          FindingsEvent event = found.get(frame);
          frames.accept(
              new ScoredFrame(
                  event.frame().id(),
                  event.frame().width(),
                  event.frame().height(),
                  event.input(),
                  event.frame().view(),
                  objects,
                  truths.get(frame).frameClass(),
                  match.found(event.findings())));
        });
  }

  /** Returns the objects that the image shows, which may be a part of the camera's frame. */
  private static List<TrueObject> visible(GroundTruth truth, FindingsEvent event) {
    return event
        .frame()
        .view()
        .map(view -> ViewedTruth.in(view, truth.objects()))
        .orElse(truth.objects());
  }

  /**
   * Returns a message if no category of the ground truth is one of the detections', over the frames
   * that have both. Empty if there is a common category, no object or no detection.
   */
  public Optional<String> categoriesApart() {
    NavigableSet<String> there = new TreeSet<>();
    NavigableSet<String> seen = new TreeSet<>();
    truths.forEach(
        (frame, truth) -> {
          FindingsEvent event = found.get(frame);
          if (event != null) {
            there.addAll(labels(truth, event.findings()));
            seen.addAll(labels(event.findings()));
          }
        });
    return there.isEmpty() || seen.isEmpty() || there.stream().anyMatch(seen::contains)
        ? Optional.empty()
        : Optional.of(
            "the ground truth has the categories %s, the detections %s, and none is in both"
                .formatted(there, seen));
  }

  /** Returns the labels of the ground truth that the findings could have. */
  private static List<String> labels(GroundTruth truth, Findings findings) {
    return findings instanceof Classes
        ? truth.frameClass().stream().map(TrueClass::label).toList()
        : truth.objects().stream().map(TrueObject::label).toList();
  }

  private static List<String> labels(Findings findings) {
    if (findings instanceof Boxes boxes) {
      return boxes.detections().stream().map(Detection::label).toList();
    }
    return findings instanceof Classes classes
        ? classes.classes().stream().map(ScoredClass::label).toList()
        : ((Regions) findings).regions().stream().map(Region::label).toList();
  }

  /** The sources of the frames that have an outcome. */
  public Set<String> sources() {
    Set<String> sources = new TreeSet<>();
    found.keySet().forEach(frame -> sources.add(frame.source()));
    lost.keySet().forEach(frame -> sources.add(frame.source()));
    return sources;
  }

  /** All events with findings, with truth or without, by source and frame id. */
  public Collection<FindingsEvent> detected() {
    return new TreeMap<>(found).values();
  }

  /** A frame that has truth and one that has a detection event, where there are such. */
  public Optional<String> example() {
    return truths.isEmpty() || found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the truth is about frames such as %s, the detections about such as %s"
                .formatted(truths.keySet().iterator().next(), found.keySet().iterator().next()));
  }
}
