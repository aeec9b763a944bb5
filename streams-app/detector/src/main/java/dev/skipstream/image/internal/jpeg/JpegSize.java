package dev.skipstream.image.internal.jpeg;

/**
 * The size of a JPEG and of its minimum coded units (MCU).
 *
 * @param mostHorizontal largest horizontal sampling factor of its components
 * @param mostVertical largest vertical one
 */
record JpegSize(int width, int height, int mostHorizontal, int mostVertical) {
  private static final int BLOCK = 8;

  int mcuColumns() {
    return ceil(width, BLOCK * mostHorizontal);
  }

  int mcuRows() {
    return ceil(height, BLOCK * mostVertical);
  }

  /** Returns the number of blocks of a component along a side. */
  int blocks(int side, int factor, int most) {
    return ceil(ceil(side * factor, most), BLOCK);
  }

  private static int ceil(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
