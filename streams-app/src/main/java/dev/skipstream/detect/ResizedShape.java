package dev.skipstream.detect;

import dev.skipstream.registry.DetectorSettings;

/**
 * What a frame measures after resizing, before padding.
 *
 * @param height pixels
 * @param width pixels
 */
public record ResizedShape(int height, int width) {

  /**
   * Scales the shorter side to {@code minSize} unless the longer one would exceed {@code maxSize}.
   * Rounds as torchvision's {@code GeneralizedRCNNTransform} does, to the bit: the scale is a
   * 32-bit float, the product a 64-bit one.
   */
  public static ResizedShape of(int height, int width, DetectorSettings settings) {
    float scale =
        Math.min(
            (float) settings.minSize() / Math.min(height, width),
            (float) settings.maxSize() / Math.max(height, width));
    return new ResizedShape(scaled(height, scale), scaled(width, scale));
  }

  private static int scaled(int side, double scale) {
    return (int) Math.floor(side * scale);
  }
}
