package dev.skipstream.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a camera's frame, in pixels of the frame.
 *
 * @param x left edge, 0 or more
 * @param y top edge, 0 or more
 * @param width at least 1
 * @param height at least 1
 */
public record Region(int x, int y, int width, int height) {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,7}),([0-9]{1,7}),([0-9]{1,7}),([0-9]{1,7})");

  /**
   * Checks the region.
   *
   * @throws IllegalArgumentException that names the region
   */
  public Region {
    if (x < 0 || y < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "region is %d,%d,%d,%d: expected x,y,w,h with x and y of 0 or more, w and h of 1 or more"
              .formatted(x, y, width, height));
    }
  }

  /**
   * Reads a region.
   *
   * @param text such as {@code 480,0,960,540}: left, top, width and height in pixels
   * @throws IllegalArgumentException that names the text
   */
  public static Region parse(String text) {
    Matcher numbers = FORM.matcher(text);
    if (!numbers.matches()) {
      throw new IllegalArgumentException(
          "region is '%s': expected x,y,w,h in pixels, such as 480,0,960,540".formatted(text));
    }
    return new Region(
        Integer.parseInt(numbers.group(1)),
        Integer.parseInt(numbers.group(2)),
        Integer.parseInt(numbers.group(3)),
        Integer.parseInt(numbers.group(4)));
  }

  /** Returns true if the region lies in a frame of this size. */
  boolean isInside(int frameWidth, int frameHeight) {
    return x + (long) width <= frameWidth && y + (long) height <= frameHeight;
  }

  @Override
  public String toString() {
    return "%d,%d,%d,%d".formatted(x, y, width, height);
  }
}
