package dev.skipstream.source.street;

import java.util.ArrayList;
import java.util.List;

/**
 * A pinhole camera above the near pavement.
 *
 * <p>Screen coordinates are pixels from the top left; depth is metres along the view.
 */
final class Camera {
  /** Minimum depth of anything that is drawn. */
  private static final double NEAR = 0.5;

  private final Vec3 at;
  private final Vec3 right;
  private final Vec3 up;
  private final Vec3 ahead;
  private final double focal;
  private final double centreX;
  private final double centreY;

  /**
   * A camera that looks across the street.
   *
   * @param yaw radians from straight across, to the right
   * @param pitch radians downward
   * @param fieldOfView radians from the left edge to the right
   */
  Camera(Vec3 at, double yaw, double pitch, double fieldOfView, int width, int height) {
    this.at = at;
    this.ahead =
        new Vec3(
            Math.sin(yaw) * Math.cos(pitch), Math.cos(yaw) * Math.cos(pitch), -Math.sin(pitch));
    this.right = ahead.cross(new Vec3(0, 0, 1)).unit();
    this.up = right.cross(ahead);
    this.focal = width / (2 * Math.tan(fieldOfView / 2));
    this.centreX = width / 2.0;
    this.centreY = height / 2.0;
  }

  double depth(Vec3 point) {
    return point.minus(at).dot(ahead);
  }

  boolean isBehind(Vec3 point) {
    return depth(point) < NEAR;
  }

  /** Pixels that a metre takes at a depth. */
  double pixelsPerMetre(double depth) {
    return focal / depth;
  }

  double screenX(Vec3 point) {
    return centreX + focal * point.minus(at).dot(right) / depth(point);
  }

  double screenY(Vec3 point) {
    return centreY - focal * point.minus(at).dot(up) / depth(point);
  }

  /** Returns if the camera sees the side of a plane that its normal points to. */
  boolean sees(Vec3 point, Vec3 normal) {
    return at.minus(point).dot(normal) > 0;
  }

  /**
   * Returns the part of a polygon ahead of the camera: clipped at the near plane, empty if there is
   * none.
   */
  List<Vec3> clipped(List<Vec3> corners) {
    List<Vec3> kept = new ArrayList<>();
    for (int i = 0; i < corners.size(); i++) {
      Vec3 from = corners.get(i);
      Vec3 to = corners.get((i + 1) % corners.size());
      if (!isBehind(from)) {
        kept.add(from);
      }
      if (isBehind(from) != isBehind(to)) {
        double share = (NEAR - depth(from)) / (depth(to) - depth(from));
        kept.add(from.plus(to.minus(from).times(share)));
      }
    }
    return kept;
  }
}
