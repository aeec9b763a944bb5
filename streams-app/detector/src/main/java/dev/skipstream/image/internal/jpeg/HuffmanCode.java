package dev.skipstream.image.internal.jpeg;

/**
 * A Huffman code of a JPEG, prepared for reading by table. Immutable.
 *
 * <p>A code word of a coefficient is followed by as many bits as its symbol says. The check does
 * not read those bits, so one entry of {@link #run} can represent several code words.
 */
final class HuffmanCode {
  static final int WINDOW = 11;
  static final int LONGEST = 16;

  /**
   * A bit of the index of the next coefficient. It is set when the code words of an entry lead
   * beyond the block, unless the index is 64. The end of a block counts as 128 coefficients, and an
   * entry without a code word as 64. One test of one bit then shows if an entry may be used.
   */
  static final int BEYOND = 64;

  private static final int END_OF_BLOCK = 128;

  private static final int WINDOWS = 1 << WINDOW;

  /**
   * The length of the code word plus its symbol times 256, by the next bits; 0 for longer code
   * words.
   */
  private final short[] first = new short[WINDOWS];

  /** The number of bits in whole code words plus their coefficients times 256, by the next bits. */
  private final int[] runs = new int[WINDOWS];

  /** The last code word of each length plus one, left-aligned to 16 bits. */
  private final int[] limits = new int[LONGEST + 1];

  /** The index of a symbol minus its code word, by length. */
  private final int[] offsets = new int[LONGEST + 1];

  private final byte[] symbols;

  /**
   * Creates a code from a DHT segment.
   *
   * @param counts the 16 numbers of code words, by length minus one
   * @throws DamagedJpegException when there are more code words of a length than its bits allow
   */
  HuffmanCode(byte[] counts, byte[] symbols) throws DamagedJpegException {
    this.symbols = symbols;
    int word = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST; length++) {
      int words = counts[length - 1] & 0xFF;
      offsets[length] = index - word;
      if (word + words > 1 << length) {
        throw new DamagedJpegException(
            "a Huffman table has %d code words of %d bits: expected fewer"
                .formatted(words, length));
      }
      for (int i = 0; i < words && length <= WINDOW; i++) {
        int from = (word + i) << (WINDOW - length);
        int to = (word + i + 1) << (WINDOW - length);
        short entry = (short) ((symbols[index + i] & 0xFF) << 8 | length);
        for (int window = from; window < to; window++) {
          first[window] = entry;
        }
      }
      word += words;
      index += words;
      limits[length] = word << (LONGEST - length);
      word <<= 1;
    }
    for (int window = 0; window < WINDOWS; window++) {
      runs[window] = runOf(window);
    }
  }

  private int runOf(int window) {
    int used = 0;
    int coefficients = 0;
    while (used < WINDOW) {
      int entry = first[window << used & WINDOWS - 1];
      int symbol = entry >> 8 & 0xFF;
      int bits = (entry & 0xFF) + (symbol & 15);
      boolean end = (symbol & 15) == 0 && symbol != 0xF0;
      int more = end ? 0 : (symbol >> 4) + 1;
      if (entry == 0 || used + bits > WINDOW || coefficients + more >= BEYOND) {
        break;
      }
      used += bits;
      coefficients += more;
      if (end) {
        return ((coefficients + END_OF_BLOCK) << 8) | used;
      }
    }
    return (used == 0 ? BEYOND : coefficients) << 8 | used;
  }

  /**
   * Several code words of AC coefficients at once.
   *
   * @param bits left-aligned
   * @return the bits of the code words and their coefficients, and how many coefficients they are,
   *     times 256: see {@link #BEYOND}
   */
  int run(long bits) {
    return runs[(int) (bits >>> (Long.SIZE - WINDOW))];
  }

  /**
   * Uses the next code word.
   *
   * @return its symbol, -1 where the bits are no code word
   */
  int symbol(EntropyBits bits) {
    int entry = first[bits.peek(WINDOW)];
    if (entry != 0) {
      bits.skip(entry & 0xFF);
      return entry >> 8 & 0xFF;
    }
    int word = bits.peek(LONGEST);
    for (int length = WINDOW + 1; length <= LONGEST; length++) {
      if (word < limits[length]) {
        bits.skip(length);
        return symbols[(word >> (LONGEST - length)) + offsets[length]] & 0xFF;
      }
    }
    return -1;
  }
}
