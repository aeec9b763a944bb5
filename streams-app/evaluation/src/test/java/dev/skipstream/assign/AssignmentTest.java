package dev.skipstream.assign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static final int CASES = 500;
  private static final int MOST = 6;

  @Test
  void hasTheGreatestSumOfAllAssignments() {
    Random random = new Random(26);
    for (int i = 0; i < CASES; i++) {
      double[][] weights = weights(random);

      int[] columns = Assignment.ofMostWeight(weights);

      assertThat(sum(weights, columns)).isCloseTo(greatest(weights, 0, 0), within(1e-12));
      assertThat(columns).hasSameSizeAs(weights);
      assertThat(Arrays.stream(columns).filter(column -> column != Assignment.NONE))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void givesUpAHeavyPairForTwoThatAreHeavierTogether() {
    assertThat(Assignment.ofMostWeight(new double[][] {{0.9, 0.8}, {0.8, 0}}))
        .containsExactly(1, 0);
  }

  @Test
  void leavesOutPairsWithoutWeight() {
    assertThat(Assignment.ofMostWeight(new double[][] {{0, -1}, {0.1, 0}}))
        .containsExactly(Assignment.NONE, 0);
    assertThat(Assignment.ofMostWeight(new double[][] {{}, {}}))
        .containsExactly(Assignment.NONE, Assignment.NONE);
    assertThat(Assignment.ofMostWeight(new double[0][])).isEmpty();
  }

  @Test
  void decidesBetweenEqualSumsTheSameWayEachTime() {
    double[][] equal = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
    int[] first = Assignment.ofMostWeight(equal);

    for (int i = 0; i < CASES; i++) {
      assertThat(Assignment.ofMostWeight(equal)).isEqualTo(first);
    }
  }

  private static double[][] weights(Random random) {
    double[][] weights = new double[1 + random.nextInt(MOST)][1 + random.nextInt(MOST)];
    for (double[] row : weights) {
      for (int column = 0; column < row.length; column++) {
        row[column] = random.nextInt(3) == 0 ? 0 : random.nextDouble() - 0.2;
      }
    }
    return weights;
  }

  private static double sum(double[][] weights, int[] columns) {
    double sum = 0;
    for (int row = 0; row < columns.length; row++) {
      sum += columns[row] == Assignment.NONE ? 0 : weights[row][columns[row]];
    }
    return sum;
  }

  /** Tries all assignments of the rows from {@code row} on. */
  private static double greatest(double[][] weights, int row, int taken) {
    if (row == weights.length) {
      return 0;
    }
    double greatest = greatest(weights, row + 1, taken);
    for (int column = 0; column < weights[row].length; column++) {
      if ((taken & (1 << column)) == 0) {
        greatest =
            Math.max(
                greatest, weights[row][column] + greatest(weights, row + 1, taken | (1 << column)));
      }
    }
    return greatest;
  }
}
