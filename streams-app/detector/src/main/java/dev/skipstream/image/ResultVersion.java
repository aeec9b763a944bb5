package dev.skipstream.image;

/**
 * The version of the code that turns an encoded image into what a model is given: decoding and
 * resizing. Two versions may give other pixels, and so other detections, for the same bytes.
 *
 * <p>Raise {@link #CURRENT} with each change of pixels, whether it is of our code or of a library.
 * {@code ResultVersionTest} holds the pixels of this version.
 */
public final class ResultVersion {
  /**
   * The version of this program: 1 is OpenCV 4.13's decoders, and the resizing of the model's own
   * program.
   */
  public static final int CURRENT = 1;

  private ResultVersion() {}
}
