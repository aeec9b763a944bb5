package dev.skipstream.schemas.event;

import java.util.function.UnaryOperator;

/**
 * The part of a camera's frame that the picture on the topic shows, and its scale. The point (X, Y)
 * of the frame is at ((X - x) * scale, (Y - y) * scale) of the picture.
 *
 * @param x left edge of the picture, in pixels of the frame
 * @param y top edge of the picture, in pixels of the frame
 * @param scale pixels of the picture for each pixel of the frame, above 0 and at most 1
 * @param width pixels of the picture
 * @param height pixels of the picture
 */
public record FrameView(int x, int y, double scale, int width, int height) {

  /**
   * Checks the view.
   *
   * @throws IllegalArgumentException that names the invalid value
   */
  public FrameView {
    if (x < 0 || y < 0) {
      throw new IllegalArgumentException(
          "view begins at x=%d y=%d: expected 0 or more".formatted(x, y));
    }
    if (!(scale > 0 && scale <= 1)) {
      throw new IllegalArgumentException(
          "scale of the view is %s: expected above 0 and at most 1".formatted(scale));
    }
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "picture of the view is %d x %d: expected at least 1 x 1".formatted(width, height));
    }
  }

  /**
   * Returns a box of the picture in pixels of the frame, cut at the frame's edges: the last row and
   * column of a shrunk picture may reach beyond them by a part of a pixel.
   *
   * @param box in pixels of the picture
   * @param frameWidth pixels of the frame
   * @param frameHeight pixels of the frame
   */
  public BoundingBox toFrame(BoundingBox box, int frameWidth, int frameHeight) {
    double left = Math.min(x + box.x() / scale, frameWidth);
    double top = Math.min(y + box.y() / scale, frameHeight);
    double right = Math.min(x + (box.x() + box.width()) / scale, frameWidth);
    double bottom = Math.min(y + (box.y() + box.height()) / scale, frameHeight);
    return new BoundingBox(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  }

  /**
   * Returns a detection of the picture with its box and its keypoints in pixels of the frame. Its
   * mask stays in pixels of the picture.
   *
   * @param detection in pixels of the picture
   * @param frameWidth pixels of the frame
   * @param frameHeight pixels of the frame
   */
  public Detection toFrame(Detection detection, int frameWidth, int frameHeight) {
    return moved(
        detection.withBox(toFrame(detection.box(), frameWidth, frameHeight)),
        point ->
            new Keypoint(
                point.name(), x + point.x() / scale, y + point.y() / scale, point.score()));
  }

  private static Detection moved(Detection detection, UnaryOperator<Keypoint> move) {
    return detection
        .keypoints()
        .map(points -> detection.withKeypoints(points.stream().map(move).toList()))
        .orElse(detection);
  }

  /**
   * Returns a box of the frame in pixels of the picture. It may lie beyond the picture's edges.
   *
   * @param box in pixels of the frame
   */
  public BoundingBox toPicture(BoundingBox box) {
    return new BoundingBox(
        (box.x() - x) * scale, (box.y() - y) * scale, box.width() * scale, box.height() * scale);
  }

  /**
   * Returns a detection of the frame with its box and its keypoints in pixels of the picture. Its
   * mask is in them already.
   */
  public Detection toPicture(Detection detection) {
    return moved(
        detection.withBox(toPicture(detection.box())),
        point ->
            new Keypoint(
                point.name(), (point.x() - x) * scale, (point.y() - y) * scale, point.score()));
  }

  /** Returns an object of the frame with its box in pixels of the picture. */
  public TrueObject toPicture(TrueObject object) {
    return object.withBox(toPicture(object.box()));
  }
}
