package dev.skipstream.schemas.serde;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The attribute {@code ce_sequence}: the number of a frame in its source. CloudEvents' sequence
 * extension orders events by this attribute as text, so it is written with leading zeros.
 */
final class Sequence {
  /** Digits of the largest long. */
  private static final int DIGITS = 19;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,64}");

  private Sequence() {}

  /** Returns the text of a number: 19 digits, which sort as the numbers do from 0 on. */
  static String text(long number) {
    return String.format(Locale.ROOT, number < 0 ? "%020d" : "%0" + DIGITS + "d", number);
  }

  /** Returns the number of a text, with or without leading zeros. */
  static long parse(String text) throws InvalidEventException {
    try {
      if (NUMBER.matcher(text).matches()) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      // Beyond 64 bits: as any other text that is no such number.
    }
    throw new InvalidEventException(
        "ce_sequence is '%s': expected a whole number of 64 bits"
            .formatted(ImageEventReader.cut(text)));
  }
}
