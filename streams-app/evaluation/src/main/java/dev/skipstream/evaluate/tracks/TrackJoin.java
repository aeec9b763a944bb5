package dev.skipstream.evaluate.tracks;

import dev.skipstream.evaluate.Overlap;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.TracksEvent;
import dev.skipstream.schemas.event.TrueObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Joins the tracks of frames with their ground truth. Frames count from the first to the last
 * tracked one of their source; one without tracks has only missed objects.
 *
 * <p>An object of a crowd, which a detector need not find, is no true box. A found box on it is
 * left out, unless it is on a true box too.
 *
 * <p>Threading: for one thread.
 */
public final class TrackJoin {
  private static final double SAME = 0.5;

  /** Ids of one camera in two partitions are those of two objects. */
  private static final int PARTITION_BITS = 40;

  private final Map<String, SourceFrames> sources = new TreeMap<>();

  /** A frame by its time and id: a source that is played again may use its ids again. */
  private record Frame(Instant time, String id) implements Comparable<Frame> {
    static Frame of(FrameInfo frame) {
      return new Frame(frame.capturedAt().orElse(Instant.EPOCH), frame.id());
    }

    @Override
    public int compareTo(Frame other) {
      int byTime = time.compareTo(other.time);
      return byTime != 0 ? byTime : id.compareTo(other.id);
    }
  }

  private static final class SourceFrames {
    private final TreeMap<Frame, List<TrueObject>> truth = new TreeMap<>();
    private final TreeMap<Frame, TracksEvent> found = new TreeMap<>();
  }

  /** Adds the ground truth of a frame. */
  public void add(GroundTruth truth) {
    source(truth.frame()).truth.put(Frame.of(truth.frame()), truth.objects());
  }

  /** Adds the tracks of a frame. */
  public void add(TracksEvent tracks) {
    source(tracks.frame()).found.put(Frame.of(tracks.frame()), tracks);
  }

  private SourceFrames source(FrameInfo frame) {
    return sources.computeIfAbsent(frame.source(), any -> new SourceFrames());
  }

  /** Returns the categories of the ground truth. */
  public SortedSet<String> labels() {
    return sources.values().stream()
        .flatMap(source -> source.truth.values().stream())
        .flatMap(List::stream)
        .map(TrueObject::label)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Returns the frames of each source that has tracks and ground truth, in the order of time.
   *
   * @throws UnfitInputException when no source has both, or an object has no number
   */
  public SortedMap<String, List<TrackPair>> pairs() {
    return pairs(label -> true);
  }

  /**
   * Returns the frames with the objects and tracks of one category only. The category of a track is
   * that of the frame: it may be another one in the next frame.
   *
   * @throws UnfitInputException as {@link #pairs()}
   */
  public SortedMap<String, List<TrackPair>> pairs(String label) {
    return pairs(label::equals);
  }

  private SortedMap<String, List<TrackPair>> pairs(Predicate<String> labels) {
    SortedMap<String, List<TrackPair>> pairs = new TreeMap<>();
    sources.forEach(
        (source, frames) -> {
          if (!frames.found.isEmpty() && !frames.truth.isEmpty()) {
            pairs.put(source, pairs(source, frames, labels));
          }
        });
    if (pairs.isEmpty()) {
      throw new UnfitInputException(
          "no source has both tracks and ground truth, of %d sources: expected the same source and frame id in both"
              .formatted(sources.size()));
    }
    return pairs;
  }

  private static List<TrackPair> pairs(
      String source, SourceFrames frames, Predicate<String> labels) {
    Frame first = frames.found.firstKey();
    Frame last = frames.found.lastKey();
    List<TrackPair> pairs = new ArrayList<>();
    frames
        .truth
        .subMap(first, true, last, true)
        .forEach(
            (frame, objects) ->
                pairs.add(
                    pair(
                        source,
                        objects.stream().filter(each -> labels.test(each.label())).toList(),
                        boxes(frames.found.get(frame), labels))));
    return pairs;
  }

  /** Returns the boxes of an event; none where it is null. */
  private static List<TrackBox> boxes(TracksEvent tracks, Predicate<String> labels) {
    if (tracks == null) {
      return List.of();
    }
    long partition = (long) tracks.input().partition() << PARTITION_BITS;
    return tracks.tracks().stream()
        .filter(track -> labels.test(track.label()))
        .map(track -> new TrackBox(partition + track.id(), track.box()))
        .toList();
  }

  private static TrackPair pair(String source, List<TrueObject> objects, List<TrackBox> found) {
    List<TrackBox> truth = new ArrayList<>();
    List<BoundingBox> crowd = new ArrayList<>();
    for (TrueObject object : objects) {
      if (object.crowd()) {
        crowd.add(object.box());
      } else {
        truth.add(
            new TrackBox(
                object
                    .track()
                    .orElseThrow(
                        () ->
                            new UnfitInputException(
                                "the ground truth of source %s has an object without a track: expected the number of each object, as the simulated street has it"
                                    .formatted(source))),
                object.box()));
      }
    }
    return new TrackPair(
        truth,
        found.stream()
            .filter(
                box ->
                    crowd.stream().noneMatch(each -> Overlap.of(box.box(), each) >= SAME)
                        || truth.stream()
                            .anyMatch(each -> Overlap.of(box.box(), each.box()) >= SAME))
            .toList());
  }

  /**
   * Returns one sequence of all frames of several sources, whose ids are those of different
   * objects.
   */
  public static List<TrackPair> joined(Iterable<List<TrackPair>> sequences) {
    List<TrackPair> all = new ArrayList<>();
    Map<List<Long>, Long> truthIds = new HashMap<>();
    Map<List<Long>, Long> foundIds = new HashMap<>();
    long sequence = 0;
    for (List<TrackPair> pairs : sequences) {
      for (TrackPair pair : pairs) {
        all.add(
            new TrackPair(
                renumbered(pair.truth(), sequence, truthIds),
                renumbered(pair.found(), sequence, foundIds)));
      }
      sequence++;
    }
    return all;
  }

  private static List<TrackBox> renumbered(
      List<TrackBox> boxes, long sequence, Map<List<Long>, Long> ids) {
    return boxes.stream()
        .map(
            box ->
                new TrackBox(
                    ids.computeIfAbsent(List.of(sequence, box.id()), any -> (long) ids.size()),
                    box.box()))
        .toList();
  }
}
