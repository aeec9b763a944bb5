package dev.skipstream.assign;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.alg.matching.MaximumWeightBipartiteMatching;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;

/** The assignment of rows to columns with the greatest sum of weights. */
public final class Assignment {
  /** The column of a row without a partner. */
  public static final int NONE = -1;

  private Assignment() {}

  /**
   * Returns the column of each row, or {@link #NONE}. A column has one row at most. Only pairs of a
   * weight above 0 count. The same weights always give the same pairs.
   *
   * @param weights {@code [rows, columns]}, finite
   */
  public static int[] ofMostWeight(double[][] weights) {
    int[] columnOf = new int[weights.length];
    Arrays.fill(columnOf, NONE);
    Graph<Integer, DefaultWeightedEdge> pairs =
        new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
    // In the order of rows and columns, because the order decides between equal sums.
    Set<Integer> rows = new LinkedHashSet<>();
    Set<Integer> columns = new LinkedHashSet<>();
    for (int row = 0; row < weights.length; row++) {
      for (int column = 0; column < weights[row].length; column++) {
        if (weights[row][column] > 0) {
          int right = weights.length + column;
          if (rows.add(row)) {
            pairs.addVertex(row);
          }
          if (columns.add(right)) {
            pairs.addVertex(right);
          }
          pairs.setEdgeWeight(pairs.addEdge(row, right), weights[row][column]);
        }
      }
    }
    for (DefaultWeightedEdge pair :
        new MaximumWeightBipartiteMatching<>(pairs, rows, columns).getMatching()) {
      columnOf[pairs.getEdgeSource(pair)] = pairs.getEdgeTarget(pair) - weights.length;
    }
    return columnOf;
  }
}
