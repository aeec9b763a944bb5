package dev.skipstream.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The frames with most errors: wrong detections and missed objects. Of equally bad ones the first
 * that came stay.
 *
 * <p>Threading: for one thread.
 */
public final class WorstFrames {

  /** A frame and its errors. */
  public record Entry(ScoredFrame frame, FrameJudgement judgement) {}

  private record Ranked(Entry entry, int errors, long number) {}

  /** The head is the frame that a worse one replaces first. */
  private static final Comparator<Ranked> LEAST_BAD =
      Comparator.comparingInt(Ranked::errors)
          .thenComparing(Comparator.comparingLong(Ranked::number).reversed());

  private final int most;
  private final PriorityQueue<Ranked> kept = new PriorityQueue<>(LEAST_BAD);
  private long number;

  WorstFrames(int most) {
    this.most = most;
  }

  void add(ScoredFrame frame, FrameJudgement judgement) {
    int errors = judgement.errors();
    if (errors > 0) {
      keep(new Entry(frame, judgement), errors);
    }
  }

  /** Adds the frames that another has kept, after those that are here. */
  void addAll(WorstFrames other) {
    other.kept.stream()
        .sorted(Comparator.comparingLong(Ranked::number))
        .forEach(one -> keep(one.entry, one.errors));
  }

  private void keep(Entry entry, int errors) {
    kept.add(new Ranked(entry, errors, number++));
    if (kept.size() > most) {
      kept.remove();
    }
  }

  /** Returns the frames, the worst first, without frames that have no error. */
  public List<Entry> list() {
    return kept.stream().sorted(LEAST_BAD.reversed()).map(Ranked::entry).toList();
  }
}
