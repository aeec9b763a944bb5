package dev.skipstream.source.street;

import dev.skipstream.source.street.StreetConditions.Daytime;
import java.util.Random;

/**
 * The effects of a real camera on an image: noise, more of it in the dark, and motion blur while
 * the shutter is open.
 *
 * <p>Threading: for one thread.
 */
final class Sensor {
  private static final int NOISE = 1 << 16;

  private final Random random;
  private final byte[] noise = new byte[NOISE];
  private final int trace;
  private int[] before;

  Sensor(StreetConditions conditions, Random random) {
    this.random = random;
    boolean night = conditions.daytime() == Daytime.NIGHT;
    double sigma =
        switch (conditions.daytime()) {
          case DAY -> 2;
          case DUSK -> 3.5;
          case NIGHT -> 6;
        };
    for (int i = 0; i < NOISE; i++) {
      noise[i] = (byte) Math.max(-60, Math.min(60, Math.round(sigma * random.nextGaussian())));
    }
    this.trace = night ? 4 : 2;
  }

  /**
   * Exposes a frame.
   *
   * @param pixels the pixels as 0xRRGGBB
   * @return [pixels, 3] BGR
   */
  byte[] expose(int[] pixels) {
    if (before == null) {
      before = pixels.clone();
    }
    byte[] bgr = new byte[3 * pixels.length];
    int at = random.nextInt(NOISE);
    for (int i = 0, out = 0; i < pixels.length; i++) {
      int now = pixels[i];
      int old = before[i];
      int grain = noise[at++ & NOISE - 1];
      int tint = noise[at + 7919 & NOISE - 1] >> 1;
      bgr[out++] = channel(now, old, 0, grain + tint);
      bgr[out++] = channel(now, old, 8, grain);
      bgr[out++] = channel(now, old, 16, grain - tint);
      // Rows would show the same pattern one below the other.
      if ((i & 1023) == 0) {
        at += random.nextInt(NOISE);
      }
    }
    System.arraycopy(pixels, 0, before, 0, pixels.length);
    return bgr;
  }

  /** The trace is so many sixteenths of the frame before. */
  private byte channel(int now, int old, int shift, int grain) {
    int value = (now >> shift & 0xff) * (16 - trace) + (old >> shift & 0xff) * trace;
    return (byte) Math.max(0, Math.min(255, (value >> 4) + grain));
  }
}
