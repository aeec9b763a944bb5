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

  /** By coefficient: bits that are still to come; -1 before its first scan. */
  private final int[] missingBits = new int[COEFFICIENTS];

  /** By block: the coefficients that are not zero; of progressive JPEGs only. */
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

  /** Whether any scan has brought the mean of each block. */
  boolean hasMeans() {
    return missingBits[0] >= 0;
  }

  /** Whether the coefficients that have come have come with all of their bits. */
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
