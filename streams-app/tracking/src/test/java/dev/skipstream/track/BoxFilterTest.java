package dev.skipstream.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.schemas.event.BoundingBox;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoxFilterTest {
  private static final int FRAMES = 100;
  private static final double FRAME = 1.0 / 30;

  @Test
  void equalsAFilterOfEightDimensions() {
    Random random = new Random(26);
    BoundingBox first = new BoundingBox(100, 200, 50, 80);
    BoxFilter filter = BoxFilter.at(first);
    DenseFilter dense = new DenseFilter(first);
    for (int i = 1; i <= FRAMES; i++) {
      filter = filter.after(FRAME);
      dense.predict();
      if (random.nextInt(4) > 0) {
        BoundingBox box =
            new BoundingBox(
                100 + 4 * i + random.nextGaussian(),
                200 + i + random.nextGaussian(),
                50 + random.nextGaussian(),
                80 + 0.3 * i + random.nextGaussian());
        filter = filter.measured(box);
        dense.update(box);
      }
      double[] mean = dense.mean();
      assertThat(filter.x().value()).isCloseTo(mean[0], within(1e-9));
      assertThat(filter.y().value()).isCloseTo(mean[1], within(1e-9));
      assertThat(filter.width().value()).isCloseTo(mean[2], within(1e-9));
      assertThat(filter.height().value()).isCloseTo(mean[3], within(1e-9));
      assertThat(filter.x().velocity() * FRAME).isCloseTo(mean[4], within(1e-9));
      assertThat(filter.y().velocity() * FRAME).isCloseTo(mean[5], within(1e-9));
    }
  }

  /** The filter in frames, with full matrices and Gauss's elimination. */
  private static final class DenseFilter {
    private double[][] mean;
    private double[][] covariance;

    DenseFilter(BoundingBox box) {
      double w = box.width();
      double h = box.height();
      double p = 2.0 / 20;
      double v = 10.0 / 160;
      mean = new double[8][1];
      double[] measured = measurement(box);
      for (int i = 0; i < 4; i++) {
        mean[i][0] = measured[i];
      }
      covariance = diagonal(p * w, p * h, p * w, p * h, v * w, v * h, v * w, v * h);
    }

    double[] mean() {
      double[] flat = new double[8];
      for (int i = 0; i < 8; i++) {
        flat[i] = mean[i][0];
      }
      return flat;
    }

    void predict() {
      double w = mean[2][0];
      double h = mean[3][0];
      double p = 0.3 / 20;
      double v = 0.3 / 160;
      double[][] motion = new double[8][8];
      for (int i = 0; i < 8; i++) {
        motion[i][i] = 1;
        if (i < 4) {
          motion[i][i + 4] = 1;
        }
      }
      mean = times(motion, mean);
      covariance =
          plus(
              times(times(motion, covariance), transposed(motion)),
              diagonal(p * w, p * h, p * w, p * h, v * w, v * h, v * w, v * h),
              1);
    }

    void update(BoundingBox box) {
      double wider = box.width() - mean[2][0];
      double higher = box.height() - mean[3][0];
      double across = mean[2][0] / 20;
      double down = mean[3][0] / 20;
      double[][] seen = new double[4][8];
      for (int i = 0; i < 4; i++) {
        seen[i][i] = 1;
      }
      double[][] innovation =
          plus(
              times(times(seen, covariance), transposed(seen)),
              diagonal(
                  Math.hypot(across, wider / 2),
                  Math.hypot(down, higher / 2),
                  Math.hypot(across, wider < 0 ? 2 * wider : wider / 2),
                  Math.hypot(down, higher < 0 ? 2 * higher : higher / 2)),
              1);
      double[][] gain = times(times(covariance, transposed(seen)), inverse(innovation));
      double[][] surprise = new double[4][1];
      double[] measured = measurement(box);
      for (int i = 0; i < 4; i++) {
        surprise[i][0] = measured[i] - mean[i][0];
      }
      mean = plus(mean, times(gain, surprise), 1);
      covariance = plus(covariance, times(times(gain, innovation), transposed(gain)), -1);
    }

    private static double[] measurement(BoundingBox box) {
      return new double[] {
        box.x() + box.width() / 2, box.y() + box.height() / 2, box.width(), box.height()
      };
    }

    private static double[][] diagonal(double... deviations) {
      double[][] matrix = new double[deviations.length][deviations.length];
      for (int i = 0; i < deviations.length; i++) {
        matrix[i][i] = deviations[i] * deviations[i];
      }
      return matrix;
    }

    private static double[][] times(double[][] a, double[][] b) {
      double[][] product = new double[a.length][b[0].length];
      for (int i = 0; i < a.length; i++) {
        for (int j = 0; j < b[0].length; j++) {
          for (int k = 0; k < b.length; k++) {
            product[i][j] += a[i][k] * b[k][j];
          }
        }
      }
      return product;
    }

    private static double[][] plus(double[][] a, double[][] b, double factor) {
      double[][] sum = new double[a.length][a[0].length];
      for (int i = 0; i < a.length; i++) {
        for (int j = 0; j < a[0].length; j++) {
          sum[i][j] = a[i][j] + factor * b[i][j];
        }
      }
      return sum;
    }

    private static double[][] transposed(double[][] a) {
      double[][] result = new double[a[0].length][a.length];
      for (int i = 0; i < a.length; i++) {
        for (int j = 0; j < a[0].length; j++) {
          result[j][i] = a[i][j];
        }
      }
      return result;
    }

    private static double[][] inverse(double[][] matrix) {
      int n = matrix.length;
      double[][] rows = new double[n][2 * n];
      for (int i = 0; i < n; i++) {
        System.arraycopy(matrix[i], 0, rows[i], 0, n);
        rows[i][n + i] = 1;
      }
      for (int i = 0; i < n; i++) {
        double pivot = rows[i][i];
        for (int j = 0; j < 2 * n; j++) {
          rows[i][j] /= pivot;
        }
        for (int k = 0; k < n; k++) {
          double factor = rows[k][i];
          for (int j = 0; k != i && j < 2 * n; j++) {
            rows[k][j] -= factor * rows[i][j];
          }
        }
      }
      double[][] result = new double[n][n];
      for (int i = 0; i < n; i++) {
        System.arraycopy(rows[i], n, result[i], 0, n);
      }
      return result;
    }
  }
}
