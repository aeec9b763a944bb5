package dev.skipstream.image.internal.jpeg;

import java.util.Arrays;

/**
 * A colour component of a JPEG, and what the scans so far have told of it.
 *
 * <p>Threading: for one thread.
 */
final class JpegComponent {
  static final int COEFFICIENTS = 64;

  final int id;
  final int horizontal;
  final int vertical;

  /** Blocks in a row and in a column of a scan of this component alone. */
  final int columns;

  final int rows;

  /** Blocks in a row and in a column of scans of several components. */
  final int paddedColumns;

  final int paddedRows;

  /** The number of missing bits of each coefficient; -1 before its first scan. */
  private final int[] missingBits = new int[COEFFICIENTS];

  /** The coefficients that are not zero, by block; for progressive JPEGs only. */
  private long[] nonZero;

  JpegComponent(int id, int horizontal, int vertical, JpegSize size) {
    this.id = id;
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.columns = size.blocks(size.width(), horizontal, size.mostHorizontal());
    this.rows = size.blocks(size.height(), vertical, size.mostVertical());
    this.paddedColumns = size.mcuColumns() * horizontal;
    this.paddedRows = size.mcuRows() * vertical;
    Arrays.fill(missingBits, -1);
  }

  /** A scan has brought coefficients up to their bit {@code low}. */
  void brought(int from, int to, int low) {
    Arrays.fill(missingBits, from, to + 1, low);
  }

  /** Returns true if a scan has contained the mean of each block. */
  boolean hasMeans() {
    return missingBits[0] >= 0;
  }

  /** Returns true if no bit is missing of the coefficients that the scans contained. */
  boolean isComplete() {
    for (int missing : missingBits) {
      if (missing > 0) {
        return false;
      }
    }
    return hasMeans();
  }

  long[] nonZero() {
    if (nonZero == null) {
      nonZero = new long[Math.multiplyExact(paddedColumns, paddedRows)];
    }
    return nonZero;
  }
}
