package dev.skipstream.image;

/**
 * A decoded picture.
 *
 * @param rgb {@code [height, width, 3]} bytes, red first, rows without padding. The frame owns the
 *     array, and no code changes it
 * @param width pixels
 * @param height pixels
 * @param damaged true if the image was damaged, and the decoder's settings accept damaged images
 */
public record Frame(byte[] rgb, int width, int height, boolean damaged) {

  /** A frame of a whole image. */
  public Frame(byte[] rgb, int width, int height) {
    this(rgb, width, height, false);
  }

  public Frame {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "frame of %d x %d pixels has %d bytes: expected 3 a pixel"
              .formatted(width, height, rgb.length));
    }
  }
}
