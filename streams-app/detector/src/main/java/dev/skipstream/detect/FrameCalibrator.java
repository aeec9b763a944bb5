package dev.skipstream.detect;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.Calibration.Range;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.importer.Calibrator;
import dev.skipstream.schemas.event.Findings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Calibrates a detector on frames like those that it will detect in. It observes the activations of
 * the detector in fp32, makes ranges of them by several methods, and keeps the method whose int8
 * detector differs least from fp32, on frames that were not observed.
 *
 * <p>Ranges: percentiles, and least squared error (Wu et al. 2020, Integer Quantization for Deep
 * Learning Inference, section 4). The methods are compared with 7 bits, with which every machine's
 * kernels compute the same.
 *
 * <p>Threading: for one thread.
 */
public final class FrameCalibrator implements Calibrator {
  /** One frame of this many is held out for the comparison of the methods. */
  private static final int HOLD_OUT = 6;

  /** Held-out frames at most; they stay in memory. */
  private static final int COMPARED = 40;

  private static final SortedMap<String, BiFunction<Histogram, Integer, Range>> METHODS =
      new TreeMap<>(
          Map.of(
              "mse", Histogram::leastSquares,
              "percentile-99.99", (values, bits) -> values.percentile(1e-4),
              "percentile-99.999", (values, bits) -> values.percentile(1e-5)));

  /** Is told the progress of a calibration. */
  public interface Listener {
    /** One more frame was observed. */
    void observed();

    /**
     * A method was compared with fp32.
     *
     * @param difference see {@link Difference}; 0 is none
     */
    void compared(String method, double difference);
  }

  private final Iterator<Frame> frames;
  private final Listener listener;

  /**
   * Makes a calibrator.
   *
   * @param frames like those to detect in, a few hundred; they are read once
   */
  public FrameCalibrator(Iterator<Frame> frames, Listener listener) {
    this.frames = frames;
    this.listener = listener;
  }

  @Override
  public Calibration calibrate(ModelVersion version, Path archive) {
    List<Frame> heldOut = new ArrayList<>();
    List<Findings> expected = new ArrayList<>();
    SortedMap<String, Histogram> activations;
    int count = 0;
    try (DjlDetector detector = DjlDetector.observing(version, archive)) {
      while (frames.hasNext()) {
        Frame frame = frames.next();
        count++;
        if (count % HOLD_OUT == 0 && heldOut.size() < COMPARED) {
          heldOut.add(frame);
        } else {
          detector.detect(List.of(frame));
        }
        listener.observed();
      }
      if (count == 0) {
        throw new InvalidModelException(
            "no frame to calibrate on: expected a few hundred images like those to detect in");
      }
      activations = detector.observed();
    }
    try (DjlDetector reference =
        DjlDetector.load(version, archive, version.manifest().settings(), Device.cpu())) {
      heldOut.forEach(frame -> expected.add(reference.detect(List.of(frame)).get(0)));
    }
    String best = null;
    double least = Double.POSITIVE_INFINITY;
    for (String method : METHODS.keySet()) {
      double difference =
          difference(version, archive, ranges(activations, method, 7), heldOut, expected);
      listener.compared(method, difference);
      if (difference < least) {
        least = difference;
        best = method;
      }
    }
    return new Calibration(best, count, ranges(activations, best, 8), ranges(activations, best, 7));
  }

  private static double difference(
      ModelVersion version,
      Path archive,
      SortedMap<String, Range> ranges,
      List<Frame> frames,
      List<Findings> expected) {
    Difference difference = new Difference();
    try (DjlDetector quantized = DjlDetector.quantized(version, archive, ranges, 7)) {
      for (int i = 0; i < frames.size(); i++) {
        difference.add(expected.get(i), quantized.detect(List.of(frames.get(i))).get(0));
      }
    }
    return difference.mean();
  }

  private static SortedMap<String, Range> ranges(
      SortedMap<String, Histogram> activations, String method, int bits) {
    SortedMap<String, Range> ranges = new TreeMap<>();
    activations.forEach(
        (name, values) -> {
          // A branch that no frame took has no values.
          ranges.put(
              name, values.isEmpty() ? new Range(0, 1) : METHODS.get(method).apply(values, bits));
        });
    return ranges;
  }
}
