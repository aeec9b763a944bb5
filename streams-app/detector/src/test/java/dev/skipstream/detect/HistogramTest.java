package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.registry.Calibration.Range;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static final int BINS = 4096;

  /** 100,000 values spread evenly from 0 to 1, and one of 63. */
  private static Histogram withAnOutlier() {
    double[] counts = new double[BINS];
    for (int i = 0; i < 100_000; i++) {
      counts[bin(i / 100_000.0)]++;
    }
    counts[bin(63)]++;
    return new Histogram(64, counts);
  }

  private static int bin(double value) {
    return (int) ((value / 64 + 1) / 2 * BINS);
  }

  @Test
  void aPercentileCutsTheOutlierAndKeepsTheRest() {
    Range range = withAnOutlier().percentile(1e-4);

    assertThat(range.low()).isZero();
    assertThat(range.high()).isCloseTo(1, within(0.05));
  }

  @Test
  void noShareOutsideIsTheWholeRange() {
    assertThat(withAnOutlier().percentile(0).high()).isCloseTo(63, within(0.05));
  }

  @Test
  void theLeastSquaredErrorWeighsAFarOutlierAgainstTheStepsOfAllOthers() {
    Range range = withAnOutlier().leastSquares(8);

    assertThat(range.low()).isZero();
    assertThat(range.high()).isBetween(10.0, 63.0);
    assertThat(withAnOutlier().leastSquares(7).high()).isLessThanOrEqualTo(range.high());
  }

  @Test
  void aRangeHasZeroAlsoWhereNoValueIsNearIt() {
    double[] counts = new double[BINS];
    counts[BINS - 1] = 1;

    Range range = new Histogram(2, counts).percentile(0);

    assertThat(range.low()).isZero();
    assertThat(range.high()).isEqualTo(2);
    assertThat(range.zeroPoint(8)).isZero();
  }

  @Test
  void negativeValuesMoveTheZeroPoint() {
    Range range = new Range(-1, 3);

    assertThat(range.zeroPoint(8)).isEqualTo(64);
    assertThat(range.zeroPoint(7)).isEqualTo(32);
    assertThat(range.scale(7)).isCloseTo(4.0 / 127, within(1e-12));
  }

  @Test
  void isEmptyWithoutValues() {
    assertThat(new Histogram(1, new double[BINS]).isEmpty()).isTrue();
    assertThat(withAnOutlier().isEmpty()).isFalse();
  }
}
