package dev.skipstream.registry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A filter with which an image is resized. */
public enum Interpolation {
  BILINEAR(1),
  BICUBIC(2);

  private final int radius;

  Interpolation(int radius) {
    this.radius = radius;
  }

  /** Returns the pixels that the filter spans on each side: the number that a program takes. */
  public int radius() {
    return radius;
  }

  /**
   * Reads a filter.
   *
   * @throws InvalidModelException when the text names none
   */
  static Interpolation of(String text) {
    return Arrays.stream(values())
        .filter(one -> one.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidModelException(
                    "interpolation is '%s': expected one of %s"
                        .formatted(text, List.of(values()))));
  }

  /** {@code bilinear} or {@code bicubic}, as on the command line and in manifests. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
