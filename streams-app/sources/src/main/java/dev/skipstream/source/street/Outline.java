package dev.skipstream.source.street;

import java.awt.geom.Path2D;
import java.util.List;

/** Parts as polygons on the screen, and their shadows. */
final class Outline {
  private static final int BALL_CORNERS = 14;
  private static final int CAP_CORNERS = 5;

  private final Camera camera;
  private final Light light;

  Outline(Camera camera, Light light) {
    this.camera = camera;
    this.light = light;
  }

  /**
   * A polygon in the street; empty where nothing of it is ahead. All outlines run the same way
   * round, so that several make one shape.
   */
  Path2D of(List<Vec3> corners) {
    List<Vec3> seen = camera.clipped(corners);
    double[] x = seen.stream().mapToDouble(camera::screenX).toArray();
    double[] y = seen.stream().mapToDouble(camera::screenY).toArray();
    double area = 0;
    for (int i = 0; i < x.length; i++) {
      int next = (i + 1) % x.length;
      area += x[i] * y[next] - x[next] * y[i];
    }
    Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO, x.length + 2);
    for (int i = 0; i < x.length; i++) {
      int at = area > 0 ? i : x.length - 1 - i;
      if (i == 0) {
        path.moveTo(x[at], y[at]);
      } else {
        path.lineTo(x[at], y[at]);
      }
    }
    if (x.length > 0) {
      path.closePath();
    }
    return path;
  }

  Path2D of(Part.Face face, Pose pose) {
    return of(face.corners().stream().map(pose::place).toList());
  }

  /** A rod with round ends, or a ball where both ends are the same. */
  Path2D of(Vec3 from, Vec3 to, double radius) {
    if (camera.isBehind(from) || camera.isBehind(to)) {
      return new Path2D.Double();
    }
    double fromX = camera.screenX(from);
    double fromY = camera.screenY(from);
    double toX = camera.screenX(to);
    double toY = camera.screenY(to);
    double fromRadius = radius * camera.pixelsPerMetre(camera.depth(from));
    double toRadius = radius * camera.pixelsPerMetre(camera.depth(to));
    return capsule(fromX, fromY, fromRadius, toX, toY, toRadius);
  }

  private static Path2D capsule(
      double fromX, double fromY, double fromRadius, double toX, double toY, double toRadius) {
    Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO, BALL_CORNERS + 2);
    double angle = Math.atan2(toY - fromY, toX - fromX);
    boolean ball = fromX == toX && fromY == toY;
    int corners = ball ? BALL_CORNERS / 2 : CAP_CORNERS;
    for (int end = 0; end < 2; end++) {
      double x = end == 0 ? toX : fromX;
      double y = end == 0 ? toY : fromY;
      double radius = end == 0 ? toRadius : fromRadius;
      for (int i = 0; i < corners; i++) {
        double share = ball ? (double) i / corners : (double) i / (corners - 1);
        double direction = angle - Math.PI / 2 + Math.PI * (end + share);
        double cornerX = x + radius * Math.cos(direction);
        double cornerY = y + radius * Math.sin(direction);
        if (end == 0 && i == 0) {
          path.moveTo(cornerX, cornerY);
        } else {
          path.lineTo(cornerX, cornerY);
        }
      }
    }
    path.closePath();
    return path;
  }

  /** Returns the shadow of a part, as a polygon on the ground. */
  Path2D shadow(Part part, Pose pose) {
    if (part instanceof Part.Face face) {
      return of(face.corners().stream().map(pose::place).map(light::dropped).toList());
    }
    if (part instanceof Part.Limb limb) {
      return of(
          light.dropped(pose.place(limb.from())),
          light.dropped(pose.place(limb.to())),
          0.8 * limb.radius());
    }
    Part.Ball ball = (Part.Ball) part;
    Vec3 centre = light.dropped(pose.place(ball.middle()));
    return of(centre, centre, 0.8 * ball.radius());
  }
}
