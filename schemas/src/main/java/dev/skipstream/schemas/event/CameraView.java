package dev.skipstream.schemas.event;

/**
 * The size of a camera's frame, and the place of an image in it: the publisher cut the image out of
 * the frame, or shrank it.
 *
 * @param width pixels of the camera's frame, 1 to {@value #MAX_SIDE}
 * @param height pixels of the camera's frame, 1 to {@value #MAX_SIDE}
 * @param x left edge of the image in the frame, below {@code width}
 * @param y top edge of the image in the frame, below {@code height}
 * @param scale pixels of the image for each pixel of the frame, above 0 and at most 1
 */
public record CameraView(int width, int height, int x, int y, double scale) {
  /** The greatest side of a frame, in pixels. */
  public static final int MAX_SIDE = 1_000_000;

  /**
   * Checks the view.
   *
   * @throws IllegalArgumentException that names the invalid value
   */
  public CameraView {
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
      throw new IllegalArgumentException(
          "frame of the view is %d x %d: expected sides of 1 to %d pixels"
              .formatted(width, height, MAX_SIDE));
    }
    if (x < 0 || y < 0 || x >= width || y >= height) {
      throw new IllegalArgumentException(
          "view begins at x=%d y=%d: expected a point inside the frame of %d x %d"
              .formatted(x, y, width, height));
    }
    if (!(scale > 0 && scale <= 1)) {
      throw new IllegalArgumentException(
          "scale of the view is %s: expected above 0 and at most 1".formatted(scale));
    }
  }

  /**
   * Returns the view of an image of a known size.
   *
   * @param imageWidth pixels of the image, upright
   * @param imageHeight pixels of the image, upright
   * @throws IllegalArgumentException when the image is larger than the rest of the frame. Its last
   *     row and column may be there in part
   */
  public FrameView of(int imageWidth, int imageHeight) {
    if ((imageWidth - 1) / scale >= width - x || (imageHeight - 1) / scale >= height - y) {
      throw new IllegalArgumentException(
          "view of %d x %d pixels at x=%d y=%d with scale %s exceeds its frame of %d x %d: expected"
                  .formatted(imageWidth, imageHeight, x, y, scale, width, height)
              + " a view inside the frame");
    }
    return new FrameView(x, y, scale, imageWidth, imageHeight);
  }
}
