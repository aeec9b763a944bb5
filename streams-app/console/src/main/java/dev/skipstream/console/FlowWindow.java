package dev.skipstream.console;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.PackedHistogram;

/**
 * The rates and latencies of the last 15 minutes, in slices of 5 s, by camera and by pipeline.
 *
 * <p>Threading: the caller has a lock.
 */
final class FlowWindow {
  static final int SLICES = 180;
  static final long SLICE_MILLIS = 5_000;
  private static final int MAX_SERIES = 64;
  private static final long MAX_LATENCY_MILLIS = 3_600_000;

  /** The name of the series of all cameras. */
  static final String ALL = "";

  /** One kind of outcome. */
  enum Kind {
    DETECTED,
    DROPPED,
    DEAD_LETTER
  }

  /**
   * The part of a frame in the batch of its inference.
   *
   * @param batch frames in the batch; 0 where that is not known
   * @param batchMillis the time of the device for the whole batch
   */
  record Work(int batch, double batchMillis) {
    static final Work UNKNOWN = new Work(0, 0);
  }

  /** One slice of one series. */
  private static final class Slice {
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private PackedHistogram latency;
    private int batched;

    /** A frame is its part of a batch, so the sum counts each batch once. */
    private double batches;

    private double deviceMillis;

    private void add(Kind kind, double latencyMillis, Work work) {
      counts.merge(kind, 1, Integer::sum);
      if (work.batch() > 0) {
        batched++;
        batches += 1.0 / work.batch();
        deviceMillis += work.batchMillis() / work.batch();
      }
      if (latencyMillis >= 0) {
        if (latency == null) {
          latency = new PackedHistogram(MAX_LATENCY_MILLIS, 2);
        }
        latency.recordValue(Math.min(MAX_LATENCY_MILLIS, Math.round(latencyMillis)));
      }
    }

    private int count(Kind kind) {
      return counts.getOrDefault(kind, 0);
    }

    private Integer percentile(double share) {
      return latency == null ? null : (int) latency.getValueAtPercentile(share);
    }

    private Double meanBatch() {
      return batched == 0 ? null : Math.round(10 * batched / batches) / 10.0;
    }

    private Double devicePercent() {
      return batched == 0 ? null : Math.round(1000 * deviceMillis / SLICE_MILLIS) / 10.0;
    }
  }

  /**
   * A series, as the page draws it. Each list has one value a slice; null where no frame was.
   *
   * @param kind {@code all}, {@code camera} or {@code pipeline}
   * @param fps detected frames a second
   * @param p50 milliseconds
   * @param batch mean size of the batches that the frames were in
   * @param device the time of devices that the frames took, in percent of the time of one device:
   *     two devices can reach 200. It counts all instances
   */
  record Series(
      String kind,
      String name,
      List<Double> fps,
      List<Integer> p50,
      List<Integer> p95,
      List<Integer> p99,
      List<Integer> dropped,
      List<Integer> deadLetters,
      List<Double> batch,
      List<Double> device) {}

  /**
   * All series.
   *
   * @param from the start of the first slice, in milliseconds since 1970
   * @param lag records of each input that have no outcome yet
   */
  record View(long from, long sliceMillis, List<Series> series, Map<String, Long> lag) {}

  private static final Slice NONE = new Slice();

  private final Map<String, NavigableMap<Long, Slice>> series = new TreeMap<>();
  private Map<String, Long> lag = Map.of();

  /**
   * Counts an outcome.
   *
   * @param at milliseconds since 1970
   * @param latencyMillis negative where it is not known
   */
  void add(String camera, String pipeline, long at, Kind kind, double latencyMillis, Work work) {
    Stream.of("all:" + ALL, "pipeline:" + pipeline, "camera:" + camera)
        .forEach(key -> add(key, at, kind, latencyMillis, work));
  }

  private void add(String key, long at, Kind kind, double latencyMillis, Work work) {
    if (!series.containsKey(key) && series.size() >= MAX_SERIES) {
      return;
    }
    NavigableMap<Long, Slice> slices = series.computeIfAbsent(key, any -> new TreeMap<>());
    long slice = at / SLICE_MILLIS;
    slices.computeIfAbsent(slice, any -> new Slice()).add(kind, latencyMillis, work);
    slices.headMap(slices.lastKey() - SLICES).clear();
  }

  void clear() {
    series.clear();
    lag = Map.of();
  }

  void lag(Map<String, Long> records) {
    lag = Map.copyOf(records);
  }

  /** Returns the window that ends with the last whole slice before {@code now}. */
  View view(long now) {
    long end = now / SLICE_MILLIS;
    long begin = end - SLICES;
    List<Series> all = new ArrayList<>();
    series.forEach((key, slices) -> all.add(view(key, slices, begin, end)));
    return new View(begin * SLICE_MILLIS, SLICE_MILLIS, all, lag);
  }

  private static Series view(String key, NavigableMap<Long, Slice> slices, long begin, long end) {
    int colon = key.indexOf(':');
    Series view =
        new Series(
            key.substring(0, colon),
            key.substring(colon + 1),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (long at = begin; at < end; at++) {
      Slice slice = slices.getOrDefault(at, NONE);
      view.fps().add(slice.count(Kind.DETECTED) * 1000.0 / SLICE_MILLIS);
      view.p50().add(slice.percentile(50));
      view.p95().add(slice.percentile(95));
      view.p99().add(slice.percentile(99));
      view.dropped().add(slice.count(Kind.DROPPED));
      view.deadLetters().add(slice.count(Kind.DEAD_LETTER));
      view.batch().add(slice.meanBatch());
      view.device().add(slice.devicePercent());
    }
    return view;
  }

  /** Returns detected frames a second of a camera over the last two whole slices. */
  double fps(String camera, long now) {
    NavigableMap<Long, Slice> slices = series.get("camera:" + camera);
    if (slices == null) {
      return 0;
    }
    long end = now / SLICE_MILLIS;
    int frames =
        slices.subMap(end - 2, end).values().stream()
            .mapToInt(one -> one.count(Kind.DETECTED))
            .sum();
    return frames * 1000.0 / (2 * SLICE_MILLIS);
  }
}
