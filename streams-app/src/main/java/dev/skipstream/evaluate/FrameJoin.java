package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.TrueObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Brings the truth about frames together with what was found in them, by source and frame id, in
 * whatever order the two come. Of what comes twice the last counts.
 *
 * <p>Keeps what it is given: a frame's place in the evaluation is that of its name, not of its
 * arrival.
 *
 * <p>Threading: for one thread.
 */
public final class FrameJoin {

  private record Frame(String source, String id) implements Comparable<Frame> {
    static Frame of(FrameInfo frame) {
      return new Frame(frame.source(), frame.id());
    }

    @Override
    public int compareTo(Frame other) {
      int bySource = source.compareTo(other.source);
      return bySource != 0 ? bySource : id.compareTo(other.id);
    }
  }

  /**
   * What came together.
   *
   * @param scored frames with truth and a detection event
   * @param withoutTruth frames with a detection event only: not scored
   * @param withoutDetections frames with truth only, not scored: dropped, dead letters, or not yet
   *     looked at
   * @param metrics of the frames that were scored
   */
  public record Report(int scored, int withoutTruth, int withoutDetections, CocoMetrics metrics) {}

  private final Map<Frame, List<TrueObject>> truths;
  private final Map<Frame, List<Detection>> found;

  /** Keeps everything. */
  public FrameJoin() {
    this(Integer.MAX_VALUE);
  }

  /** Keeps the newest frames only, so many. */
  public FrameJoin(int frames) {
    truths = newest(frames);
    found = newest(frames);
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

  /** Adds what is in a frame. */
  public void add(GroundTruth truth) {
    truths.put(Frame.of(truth.frame()), truth.objects());
  }

  /** Adds what was found in a frame. */
  public void add(DetectionEvent event) {
    found.put(Frame.of(event.frame()), event.detections());
  }

  /** The figures of all that came together by now. */
  public Report report() {
    CocoEvaluator evaluator = new CocoEvaluator();
    int scored = forEach(evaluator::add);
    return new Report(scored, found.size() - scored, truths.size() - scored, evaluator.metrics());
  }

  /** Hands over what came together by now, by source and frame id; returns how many frames. */
  public int forEach(BiConsumer<List<TrueObject>, List<Detection>> frames) {
    int count = 0;
    for (Map.Entry<Frame, List<TrueObject>> truth : new TreeMap<>(truths).entrySet()) {
      List<Detection> detections = found.get(truth.getKey());
      if (detections != null) {
        frames.accept(truth.getValue(), detections);
        count++;
      }
    }
    return count;
  }
}
