package dev.skipstream.image.internal.jpeg;

import static dev.skipstream.image.internal.jpeg.JpegComponent.COEFFICIENTS;

/**
 * Reads the code words of one component's blocks in one scan.
 *
 * <p>Threading: for one thread.
 */
interface BlockReader {
  /**
   * Reads a block.
   *
   * @param block its index in the component
   * @return true if the bits are code words of a block
   */
  boolean read(EntropyBits bits, int block);

  /** Forgets what goes on from block to block. */
  default void restart() {}

  /** All coefficients of a block at once (T.81, F.2.2). */
  record Sequential(HuffmanCode means, HuffmanCode others) implements BlockReader {
    @Override
    public boolean read(EntropyBits bits, int block) {
      return bits.block(means, others);
    }
  }

  /** The first scan of the means of progressive blocks (T.81, G.1.2.1). */
  record FirstMeans(HuffmanCode means) implements BlockReader {
    @Override
    public boolean read(EntropyBits bits, int block) {
      bits.fill();
      int length = means.symbol(bits);
      if (length < 0 || length > 15) {
        return false;
      }
      bits.skip(length);
      return true;
    }
  }

  /** One more bit of each mean. */
  record MoreOfMeans() implements BlockReader {
    @Override
    public boolean read(EntropyBits bits, int block) {
      bits.fill();
      bits.skip(1);
      return true;
    }
  }

  /** A scan of a band of coefficients of progressive blocks. */
  abstract class Band implements BlockReader {
    final HuffmanCode code;
    final int from;
    final int to;

    /** The coefficients that are not zero, by block. */
    final long[] nonZero;

    /** Blocks that have nothing more in this band. */
    int emptyBlocks;

    private Band(HuffmanCode code, int from, int to, long[] nonZero) {
      this.code = code;
      this.from = from;
      this.to = to;
      this.nonZero = nonZero;
    }

    @Override
    public void restart() {
      emptyBlocks = 0;
    }
  }

  /** The first scan of a band of coefficients of progressive blocks (T.81, G.1.2.2). */
  final class FirstBand extends Band {
    FirstBand(HuffmanCode code, int from, int to, long[] nonZero) {
      super(code, from, to, nonZero);
    }

    @Override
    public boolean read(EntropyBits bits, int block) {
      if (emptyBlocks > 0) {
        emptyBlocks--;
        return true;
      }
      long found = nonZero[block];
      int k = from;
      while (k <= to) {
        bits.fill();
        int symbol = code.symbol(bits);
        if (symbol < 0) {
          return false;
        }
        int run = symbol >> 4;
        int length = symbol & 15;
        if (length == 0 && run < 15) {
          emptyBlocks = (1 << run) - 1 + bits.take(run);
          break;
        }
        k += run;
        if (length > 0) {
          if (k > to) {
            return false;
          }
          found |= 1L << k;
          bits.skip(length);
        }
        k++;
      }
      nonZero[block] = found;
      return true;
    }
  }

  /** One more bit of each coefficient of a band (T.81, G.1.2.3). */
  final class MoreOfBand extends Band {
    MoreOfBand(HuffmanCode code, int from, int to, long[] nonZero) {
      super(code, from, to, nonZero);
    }

    @Override
    public boolean read(EntropyBits bits, int block) {
      long before = nonZero[block];
      long found = before;
      int k = from;
      while (emptyBlocks == 0 && k <= to) {
        bits.fill();
        int symbol = code.symbol(bits);
        if (symbol < 0 || (symbol & 15) > 1) {
          return false;
        }
        int run = symbol >> 4;
        boolean one = (symbol & 15) == 1;
        if (!one && run < 15) {
          emptyBlocks = (1 << run) + bits.take(run);
          break;
        }
        bits.skip(one ? 1 : 0);
        // The run counts coefficients that were zero; each other one brings a bit.
        int corrections = 0;
        while (k <= to && (run > 0 || (before >> k & 1) != 0)) {
          if ((before >> k & 1) != 0) {
            corrections++;
          } else {
            run--;
          }
          k++;
        }
        bits.skipMany(corrections);
        if (one) {
          if (k > to) {
            return false;
          }
          found |= 1L << k;
        }
        k++;
      }
      if (emptyBlocks > 0) {
        emptyBlocks--;
        if (k <= to) {
          bits.skipMany(Long.bitCount(before & band(k, to)));
        }
      }
      nonZero[block] = found;
      return true;
    }

    private static long band(int from, int to) {
      return (-1L >>> (COEFFICIENTS - 1 - to)) & (-1L << from);
    }
  }
}
