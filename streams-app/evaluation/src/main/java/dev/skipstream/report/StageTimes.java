package dev.skipstream.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The time of frames in each stage of the stream. Keeps a histogram a stage, whatever the number of
 * frames.
 *
 * <p>Threading: for one thread.
 */
public final class StageTimes {
  /** The stage that is all of them together. */
  private static final String TOTAL = "total";

  /** Histograms count tenths of a millisecond, to three digits, up to ten minutes. */
  private static final int TENTHS = 10;

  private static final long LONGEST = 600_000L * TENTHS;
  private static final int BINS = 30;

  /**
   * The summary of the times.
   *
   * @param frames whose times are known
   * @param stages in the order of the stream, the total last
   * @param histogram of the total, up to its 99.5th percentile: what is slower is in the last bin
   */
  public record Summary(long frames, List<Stage> stages, List<Bin> histogram) {
    public Summary {
      stages = List.copyOf(stages);
      histogram = List.copyOf(histogram);
    }

    /** All stages together. */
    public Stage total() {
      return stages.get(stages.size() - 1);
    }
  }

  /** One stage, in milliseconds. */
  public record Stage(String name, double p50, double p95, double p99, double most) {}

  /** Frames that took {@code from} to {@code to} milliseconds. */
  public record Bin(double from, double to, long frames) {}

  private final Map<String, Histogram> tenthsByStage = new LinkedHashMap<>();

  /**
   * Adds a frame.
   *
   * @param millis by stage; nothing where they are not known
   */
  public void add(Map<String, Double> millis) {
    millis.forEach(
        (stage, value) ->
            tenthsByStage
                .computeIfAbsent(stage, one -> new Histogram(LONGEST, 3))
                .recordValue(Math.min(LONGEST, Math.round(value * TENTHS))));
  }

  /** Returns the summary; empty where no frame's total is known. */
  public Optional<Summary> summary() {
    Histogram total = tenthsByStage.get(TOTAL);
    if (total == null) {
      return Optional.empty();
    }
    List<Stage> stages = new ArrayList<>();
    tenthsByStage.forEach(
        (name, tenths) -> {
          if (!name.equals(TOTAL)) {
            stages.add(stage(name, tenths));
          }
        });
    stages.add(stage(TOTAL, total));
    return Optional.of(new Summary(total.getTotalCount(), stages, bins(total)));
  }

  private static Stage stage(String name, Histogram tenths) {
    return new Stage(
        name,
        millis(tenths.getValueAtPercentile(50)),
        millis(tenths.getValueAtPercentile(95)),
        millis(tenths.getValueAtPercentile(99)),
        millis(tenths.getMaxValue()));
  }

  private static List<Bin> bins(Histogram tenths) {
    long end = Math.max(1, tenths.getValueAtPercentile(99.5));
    long width = end / BINS + 1;
    long[] frames = new long[(int) (end / width) + 1];
    // Value by value: what the histogram does not tell apart must not fall into two bins.
    for (HistogramIterationValue value : tenths.recordedValues()) {
      int bin = (int) Math.min(frames.length - 1, value.getValueIteratedTo() / width);
      frames[bin] += value.getCountAtValueIteratedTo();
    }
    return IntStream.range(0, frames.length)
        .mapToObj(bin -> new Bin(millis(bin * width), millis((bin + 1) * width), frames[bin]))
        .toList();
  }

  private static double millis(long tenths) {
    return (double) tenths / TENTHS;
  }
}
