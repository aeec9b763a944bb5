package dev.skipstream.schemas.event;

/**
 * An axis-aligned box in pixels of the camera's frame, or of a picture of it; the origin is the top
 * left corner.
 *
 * @param x left edge
 * @param y top edge
 * @param width to the right edge, not negative
 * @param height to the bottom edge, not negative
 */
public record BoundingBox(double x, double y, double width, double height) {

  public BoundingBox {
    if (!(Double.isFinite(x) && Double.isFinite(y) && width >= 0 && height >= 0)
        || Double.isInfinite(width)
        || Double.isInfinite(height)) {
      throw new IllegalArgumentException(
          "box is x=%s y=%s width=%s height=%s: expected finite numbers, width and height not negative"
              .formatted(x, y, width, height));
    }
  }
}
