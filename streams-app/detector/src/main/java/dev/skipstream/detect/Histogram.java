package dev.skipstream.detect;

import dev.skipstream.registry.Calibration.Range;

/**
 * The values of an activation, counted.
 *
 * @param limit the bins are equal, from {@code -limit} to {@code limit}
 * @param counts values in each bin
 */
record Histogram(double limit, double[] counts) {

  private double edge(int bin) {
    return (2.0 * bin / counts.length - 1) * limit;
  }

  private double total() {
    double total = 0;
    for (double count : counts) {
      total += count;
    }
    return total;
  }

  /** Returns true if no value was counted, as of a branch that no frame took. */
  boolean isEmpty() {
    return total() == 0;
  }

  /** Returns the range that at most a share of the values exceeds on each side. */
  Range percentile(double share) {
    double most = total() * share;
    int first = 0;
    for (double outside = counts[0]; first < counts.length - 1 && outside <= most; ) {
      outside += counts[++first];
    }
    int last = counts.length - 1;
    for (double outside = counts[last]; last > 0 && outside <= most; ) {
      outside += counts[--last];
    }
    return range(edge(first), edge(last + 1));
  }

  /**
   * Returns the range with the smallest mean squared error of the values once they are quantised.
   *
   * @param bits of a quantised value
   */
  Range leastSquares(int bits) {
    Range whole = percentile(0);
    Range best = whole;
    double least = Double.POSITIVE_INFINITY;
    for (double part = 1; part > 0.05; part *= 0.96) {
      Range range = range(whole.low() * part, whole.high() * part);
      double error = squaredError(range, bits);
      if (error < least) {
        least = error;
        best = range;
      }
    }
    return best;
  }

  /** Sums the squares: of the distance where a value is cut, of a rounding elsewhere. */
  private double squaredError(Range range, int bits) {
    double step = range.scale(bits);
    double rounding = step * step / 12;
    double sum = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      if (counts[bin] > 0) {
        double value = (edge(bin) + edge(bin + 1)) / 2;
        double cut = Math.max(0, Math.max(range.low() - value, value - range.high()));
        // Zero is exact: ReLU's zeros have no error, and are many.
        boolean zero = edge(bin) <= 0 && edge(bin + 1) > 0;
        sum += counts[bin] * (cut > 0 ? cut * cut : zero ? 0 : rounding);
      }
    }
    return sum;
  }

  /** A range with 0, as quantised values need. */
  private static Range range(double low, double high) {
    double least = Math.min(0, low);
    return new Range(least, Math.max(Math.max(0, high), least + 1e-6));
  }
}
