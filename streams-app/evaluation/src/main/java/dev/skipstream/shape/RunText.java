package dev.skipstream.shape;

import java.util.Arrays;

/**
 * The runs of a mask as COCO's compressed text. A number is written from its lowest five bits on,
 * in characters from '0' to 'o': five bits of the number and one that states if more follow. The
 * highest written bit is the sign. From the fourth number on, the difference to the number two
 * places before is written.
 */
final class RunText {
  private static final char FIRST = '0';
  private static final char LAST = 'o';
  private static final int BITS = 5;
  private static final int LOW_BITS = (1 << BITS) - 1;
  private static final int SIGN = 1 << (BITS - 1);
  private static final int MORE = 1 << BITS;

  /** A difference of two runs has 32 bits and a sign. */
  private static final int MOST_CHARACTERS = 7;

  private RunText() {}

  /**
   * Reads runs.
   *
   * @param most the largest length of a run
   * @throws InvalidShapeException that names the place in the text
   */
  static int[] read(String text, int most) {
    int[] runs = new int[text.length()];
    int count = 0;
    int at = 0;
    while (at < text.length()) {
      int begin = at;
      long number = 0;
      int group;
      do {
        if (at == text.length()) {
          throw new InvalidShapeException(
              "the text ends within the number that begins at character %d: expected its rest"
                  .formatted(begin));
        }
        if (at - begin == MOST_CHARACTERS) {
          throw new InvalidShapeException(
              "the number that begins at character %d has more than %d characters: expected runs of an image"
                  .formatted(begin, MOST_CHARACTERS));
        }
        group = group(text, at);
        number |= (long) (group & LOW_BITS) << (BITS * (at - begin));
        at++;
      } while ((group & MORE) != 0);
      if ((group & SIGN) != 0) {
        number |= -1L << (BITS * (at - begin));
      }
      if (count > 2) {
        number += runs[count - 2];
      }
      if (number < 0 || number > most) {
        throw new InvalidShapeException(
            "run %d has %d pixels: expected 0 to %d".formatted(count, number, most));
      }
      runs[count] = (int) number;
      count++;
    }
    return Arrays.copyOf(runs, count);
  }

  private static int group(String text, int at) {
    char character = text.charAt(at);
    if (character < FIRST || character > LAST) {
      throw new InvalidShapeException(
          "character %d is '%c': expected one from '%c' to '%c'"
              .formatted(at, character, FIRST, LAST));
    }
    return character - FIRST;
  }

  /** Writes runs. */
  static String write(int[] runs) {
    StringBuilder text = new StringBuilder(2 * runs.length);
    for (int i = 0; i < runs.length; i++) {
      long rest = i > 2 ? (long) runs[i] - runs[i - 2] : runs[i];
      boolean more;
      do {
        int group = (int) (rest & LOW_BITS);
        rest >>= BITS;
        more = rest != ((group & SIGN) != 0 ? -1 : 0);
        text.append((char) (FIRST + (more ? group | MORE : group)));
      } while (more);
    }
    return text.toString();
  }
}
