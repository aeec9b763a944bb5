package dev.skipstream.dataset;

/**
 * Reads decimals of few digits exactly. The digits and the power of ten are exact as floating-point
 * numbers, so their quotient is rounded only once. The method is that of Clinger, How to Read
 * Floating Point Numbers Accurately (PLDI 1990, section 4).
 */
final class ShortDecimal {
  /** All whole numbers of so many digits are exact. */
  private static final int DIGITS = 15;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private ShortDecimal() {}

  /** Returns the number; NaN where it has an exponent, more digits, or is no decimal at all. */
  static double parse(char[] text, int offset, int length) {
    int at = offset;
    int end = offset + length;
    boolean negative = at < end && text[at] == '-';
    if (negative) {
      at++;
    }
    if (end - at > DIGITS + 1) {
      return Double.NaN;
    }
    long digits = 0;
    int count = 0;
    int decimals = -1;
    for (; at < end; at++) {
      char c = text[at];
      if (c == '.' && decimals < 0) {
        decimals = 0;
      } else if (c >= '0' && c <= '9') {
        digits = digits * 10 + (c - '0');
        count++;
        decimals += decimals < 0 ? 0 : 1;
      } else {
        return Double.NaN;
      }
    }
    if (count == 0 || count > DIGITS) {
      return Double.NaN;
    }
    double number = digits / POWERS_OF_TEN[Math.max(decimals, 0)];
    return negative ? -number : number;
  }
}
