package dev.skipstream.detect;

import dev.skipstream.registry.SidedSettings;

/**
 * The size of a frame after resizing, before padding.
 *
 * @param height pixels
 * @param width pixels
 */
public record ResizedShape(int height, int width) {

  /**
   * Returns the shape of a frame in torchvision's detectors. Scales the shorter side to {@code
   * minSize} unless the longer one would exceed {@code maxSize}. Rounds exactly as torchvision's
   * {@code GeneralizedRCNNTransform}. The scale is a 32-bit reciprocal times a 32-bit number, as in
   * PyTorch's division of a number by a tensor. Its product with the side is a 64-bit number.
   */
  public static ResizedShape of(int height, int width, SidedSettings settings) {
    float toMin = 1f / Math.min(height, width) * settings.minSize();
    float toMax = 1f / Math.max(height, width) * settings.maxSize();
    float scale = Math.min(toMin, toMax);
    return new ResizedShape(scaled(height, scale), scaled(width, scale));
  }

  /**
   * Returns the shape of a frame whose shorter side is resized to a length, as by torchvision's
   * {@code resize} of an image with a limit of the longer side. No side is shorter than one pixel.
   *
   * @param shorter pixels of the shorter side
   * @param most pixels that the longer side may have
   */
  static ResizedShape ofShorterSide(int height, int width, int shorter, int most) {
    long longer = (long) ((double) shorter * Math.max(height, width) / Math.min(height, width));
    int other = shorter;
    if (longer > most) {
      other = (int) Math.max(1, (long) ((double) most * shorter / longer));
      longer = most;
    }
    return width <= height
        ? new ResizedShape((int) longer, other)
        : new ResizedShape(other, (int) longer);
  }

  private static int scaled(int side, double scale) {
    return (int) Math.floor(side * scale);
  }
}
