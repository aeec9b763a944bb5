package dev.skipstream.image.internal.jpeg;

import static dev.skipstream.image.internal.jpeg.JpegComponent.COEFFICIENTS;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of one entropy-coded segment, most significant bit first, without stuffed bytes. Behind
 * the last bit there are zeros: {@link #overrun} tells whether any of them were used.
 *
 * <p>Threading: for one thread.
 */
final class EntropyBits {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final byte[] data;

  /** The next byte that is not in {@code bits}. */
  private int at;

  /** The next bits, left-aligned. */
  private long bits;

  /** The number of {@code bits} that are data; negative if zeros beyond the end were used. */
  private int count;

  EntropyBits(byte[] data, int from) {
    this.data = data;
    this.at = from;
  }

  /** Makes at least 32 bits available, of zeros where the segment has ended. */
  void fill() {
    if (count > 32 || count < 0) {
      return;
    }
    if (at + Long.BYTES <= data.length) {
      long word = (long) LONGS.get(data, at);
      // A byte of 0xFF is a zero byte of the complement; see "Bit Twiddling Hacks", haszero.
      long complement = ~word;
      if (((complement - LOW_BITS) & ~complement & HIGH_BITS) == 0) {
        int bytes = (Long.SIZE - count) >>> 3;
        // Whole bytes only: what there is of the next one is cut off again.
        bits = (bits | word >>> count) & -1L << (Long.SIZE - count - 8 * bytes);
        at += bytes;
        count += 8 * bytes;
        return;
      }
    }
    while (count <= Long.SIZE - 8 && at < data.length) {
      int next = data[at] & 0xFF;
      if (next == 0xFF) {
        if (at + 1 >= data.length || data[at + 1] != 0) {
          return;
        }
        at++;
      }
      at++;
      bits |= (long) next << (Long.SIZE - 8 - count);
      count += 8;
    }
  }

  /**
   * Consumes the code words of a whole block of a sequential scan (T.81, F.2.2). The method is here
   * and not in a {@link BlockReader} because it is most of the work: the fields stay in registers
   * for a block.
   *
   * @return true if the bits were code words
   */
  boolean block(HuffmanCode means, HuffmanCode others) {
    fill();
    int length = means.symbol(this);
    if (length < 0 || length > 15) {
      return false;
    }
    long word = bits << length;
    int left = count - length;
    int k = 1;
    while (k < COEFFICIENTS) {
      if (left <= 32) {
        bits = word;
        count = left;
        fill();
        word = bits;
        left = count;
      }
      int run = others.run(word);
      int end = k + (run >> 8);
      if ((end & HuffmanCode.BEYOND) == 0 || end == COEFFICIENTS) {
        word <<= run & 0xFF;
        left -= run & 0xFF;
        k = end;
        continue;
      }
      bits = word;
      count = left;
      int symbol = others.symbol(this);
      if (symbol < 0) {
        return false;
      }
      word = bits << (symbol & 15);
      left = count - (symbol & 15);
      if ((symbol & 15) == 0 && symbol != 0xF0) {
        break;
      }
      k += (symbol >> 4) + 1;
      if (k > COEFFICIENTS) {
        return false;
      }
    }
    bits = word;
    count = left;
    return true;
  }

  /** The next bits, 1 to 32, without using them; {@link #fill} comes first. */
  int peek(int length) {
    return (int) (bits >>> (Long.SIZE - length));
  }

  /** Uses bits, 0 to 32 of them since the last {@link #fill}. */
  void skip(int length) {
    bits <<= length;
    count -= length;
  }

  /** Uses bits and returns them, 0 to 16. */
  int take(int length) {
    fill();
    int value = length == 0 ? 0 : peek(length);
    skip(length);
    return value;
  }

  /** Uses any number of bits. */
  void skipMany(int length) {
    for (int left = length; left > 0; left -= 16) {
      fill();
      skip(Math.min(left, 16));
    }
  }

  /** Returns true if more bits were used than the segment has. */
  boolean overrun() {
    return count < 0;
  }

  /**
   * Ends the segment: the rest of the current byte is padding.
   *
   * @param mayBeFilled true if bytes of zeros or ones may follow, with which some encoders end a
   *     file
   * @return the position of the marker after the segment, or of the end of the file
   * @throws DamagedJpegException when there are data left
   */
  int end(String place, boolean mayBeFilled) throws DamagedJpegException {
    int marker = at;
    while (marker < data.length && !isMarker(marker)) {
      marker++;
    }
    int unused = count / 8 + marker - at;
    if (unused > 0 && !(mayBeFilled && isFilling(marker - unused, marker))) {
      throw new DamagedJpegException("%s: %d bytes are left over".formatted(place, unused));
    }
    return marker;
  }

  private boolean isMarker(int position) {
    return (data[position] & 0xFF) == 0xFF
        && position + 1 < data.length
        && data[position + 1] != 0
        && (data[position + 1] & 0xFF) != 0xFF;
  }

  private boolean isFilling(int from, int to) {
    boolean zeros = true;
    boolean ones = true;
    for (int i = Math.max(0, from); i < to; i++) {
      zeros &= data[i] == 0;
      ones &= data[i] == (byte) 0xFF;
    }
    return zeros || ones;
  }
}
