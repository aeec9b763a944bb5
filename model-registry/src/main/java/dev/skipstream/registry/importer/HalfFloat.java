package dev.skipstream.registry.importer;

/** IEEE 754 binary16, which Java 17 has no methods for. */
final class HalfFloat {
  private static final int EXPONENT_SHIFT = 10;
  private static final int MANTISSA = 0x3ff;
  private static final int INFINITY = 0x7c00;

  /** The exponent bias of binary32 less that of binary16. */
  private static final int BIAS = 127 - 15;

  private HalfFloat() {}

  /** Widens exactly. */
  static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7fff;
    if (magnitude < 1 << EXPONENT_SHIFT) { // zero or subnormal: a multiple of 2^-24
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude * 0x1p-24f));
    }
    int exponent = magnitude >= INFINITY ? 0xff : (magnitude >> EXPONENT_SHIFT) + BIAS;
    return Float.intBitsToFloat(sign | exponent << 23 | (magnitude & MANTISSA) << 13);
  }

  /** Rounds to nearest, ties to even; a value past 65,519 becomes infinite. */
  static short of(float value) {
    int bits = Float.floatToIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude < 0x1p-14f) { // rint() rounds ties to even
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    if (magnitude >= 65520f) {
      return (short) (sign | INFINITY);
    }
    int rounded = (bits & 0x7fffffff) + 0xfff + (bits >>> 13 & 1);
    return (short) (sign | (rounded >>> 13) - (BIAS << EXPONENT_SHIFT));
  }
}
