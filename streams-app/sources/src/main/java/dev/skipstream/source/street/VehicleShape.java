package dev.skipstream.source.street;

import java.util.ArrayList;
import java.util.List;

/**
 * Cars, vans and buses: convex bodies with flat decals, in an order in which later parts hide
 * earlier ones from wherever a camera above the ground looks.
 */
final class VehicleShape {
  private static final int GLASS = 0x26323c;
  private static final int TYRE = 0x1b1b1d;
  private static final int RIM = 0x8d9296;
  private static final int BUMPER = 0x33363a;
  private static final int HEADLIGHT = 0xfff3d0;
  private static final int LAMP_OFF = 0xd9dde0;
  private static final int TAIL_LIGHT = 0xd8202a;
  private static final int WHEEL_CORNERS = 14;

  private final List<Part> parts = new ArrayList<>();
  private final double halfWidth;

  private VehicleShape(double width) {
    this.halfWidth = width / 2;
  }

  /** A saloon or hatchback, by how far its roof reaches back. */
  static List<Part> car(double scale, int rgb, boolean hatchback, boolean lights) {
    VehicleShape car = new VehicleShape(1.8 * scale);
    double back = hatchback ? -2.1 : -1.55;
    car.body(scale, 1, rgb, -2.15, 0.3, 2.15, 0.3, 2.15, 0.66, 0.95, 0.9, -2.15, 0.95);
    car.wheels(scale, 1.35, 0.33);
    car.lamps(scale, 2.16, 0.55, -2.16, 0.78, lights);
    car.body(scale, 0.86, rgb, -2.05, 0.92, 0.95, 0.88, 0.25, 1.42, back + 0.35, 1.45, back, 1.15);
    car.sideWindow(scale, 0.86, 0.72, 0.98, 0.2, 1.36, -0.35, 1.38, -0.35, 1.0);
    car.sideWindow(scale, 0.86, -0.45, 1.0, -0.45, 1.38, back + 0.45, 1.38, back + 0.1, 1.05);
    car.endWindow(scale, 0.8, 0.9, 0.93, 0.3, 1.38);
    car.endWindow(scale, 0.8, back + 0.3, 1.4, back + 0.01, 1.13);
    return car.parts;
  }

  /** A delivery van. */
  static List<Part> van(double scale, int rgb, boolean lights) {
    VehicleShape van = new VehicleShape(2.0 * scale);
    van.body(scale, 1, rgb, -2.6, 0.35, 2.6, 0.35, 2.6, 0.95, 1.95, 1.25, 1.25, 2.15, -2.6, 2.25);
    van.wheels(scale, 1.65, 0.36);
    van.lamps(scale, 2.61, 0.7, -2.61, 0.9, lights);
    van.sideWindow(scale, 1, 1.8, 1.3, 1.2, 1.95, 0.6, 1.95, 0.6, 1.3);
    van.endWindow(scale, 0.86, 1.93, 1.3, 1.3, 2.08);
    van.endWindow(scale, 0.7, -2.61, 1.95, -2.61, 1.35);
    return van.parts;
  }

  /** A city bus. */
  static List<Part> bus(double scale, int rgb, boolean lights) {
    VehicleShape bus = new VehicleShape(2.5 * scale);
    bus.body(scale, 1, rgb, -5.6, 0.4, 5.6, 0.4, 5.6, 1.2, 5.4, 2.95, -5.6, 3.05);
    bus.wheels(scale, 3.3, 0.5);
    bus.lamps(scale, 5.61, 0.75, -5.61, 0.9, lights);
    for (double from = -5.3; from < 4.5; from += 1.65) {
      bus.sideWindow(scale, 1, from + 1.5, 1.45, from + 1.5, 2.5, from, 2.5, from, 1.45);
    }
    bus.endWindow(scale, 0.92, 5.58, 1.35, 5.44, 2.6);
    bus.endWindow(scale, 0.8, -5.61, 2.6, -5.61, 1.6);
    return bus.parts;
  }

  /**
   * A profile, pairs of x and z anticlockwise as seen from the right-hand side, pulled across the
   * width.
   */
  private void body(double scale, double share, int rgb, double... profile) {
    double side = share * halfWidth;
    List<Vec3> rightSide = new ArrayList<>();
    List<Vec3> leftSide = new ArrayList<>();
    for (int i = 0; i < profile.length; i += 2) {
      rightSide.add(new Vec3(scale * profile[i], -side, scale * profile[i + 1]));
      leftSide.add(0, new Vec3(scale * profile[i], side, scale * profile[i + 1]));
    }
    parts.add(new Part.Face(rightSide, rgb, false));
    parts.add(new Part.Face(leftSide, rgb, false));
    for (int i = 0; i < rightSide.size(); i++) {
      Vec3 from = rightSide.get(i);
      Vec3 to = rightSide.get((i + 1) % rightSide.size());
      parts.add(
          new Part.Face(
              List.of(from, mirrored(from), mirrored(to), to), i == 0 ? BUMPER : rgb, false));
    }
  }

  private static Vec3 mirrored(Vec3 point) {
    return new Vec3(point.x(), -point.y(), point.z());
  }

  private void wheels(double scale, double axle, double radius) {
    for (double x : new double[] {axle, -axle}) {
      disc(scale * x, scale * radius, scale * radius, TYRE);
      disc(scale * x, scale * radius, 0.55 * scale * radius, RIM);
    }
  }

  /** A disc on either side. */
  private void disc(double x, double z, double radius, int rgb) {
    List<Vec3> corners = new ArrayList<>();
    for (int i = 0; i < WHEEL_CORNERS; i++) {
      double angle = 2 * Math.PI * i / WHEEL_CORNERS;
      corners.add(new Vec3(x + radius * Math.cos(angle), -halfWidth, z + radius * Math.sin(angle)));
    }
    onBothSides(corners, rgb);
  }

  /** Pairs of x and z, anticlockwise as seen from the right-hand side. */
  private void sideWindow(double scale, double share, double... outline) {
    List<Vec3> corners = new ArrayList<>();
    for (int i = 0; i < outline.length; i += 2) {
      corners.add(new Vec3(scale * outline[i], -share * halfWidth, scale * outline[i + 1]));
    }
    onBothSides(corners, GLASS);
  }

  private void onBothSides(List<Vec3> corners, int rgb) {
    parts.add(new Part.Face(corners, rgb, false));
    List<Vec3> others = new ArrayList<>();
    corners.forEach(corner -> others.add(0, mirrored(corner)));
    parts.add(new Part.Face(others, rgb, false));
  }

  /** A window across, from one line of the profile to the next. */
  private void endWindow(
      double scale, double share, double fromX, double fromZ, double toX, double toZ) {
    double side = share * halfWidth * 0.95;
    Vec3 from = new Vec3(scale * fromX, -side, scale * fromZ);
    Vec3 to = new Vec3(scale * toX, -side, scale * toZ);
    parts.add(new Part.Face(List.of(from, mirrored(from), mirrored(to), to), GLASS, false));
  }

  private void lamps(
      double scale, double front, double frontZ, double rear, double rearZ, boolean lights) {
    for (double side : new double[] {-0.72, 0.72}) {
      double y = side * halfWidth;
      parts.add(lamp(scale * front, y, scale * frontZ, lights ? HEADLIGHT : LAMP_OFF, lights, 1));
      parts.add(lamp(scale * rear, y, scale * rearZ, TAIL_LIGHT, lights, -1));
    }
  }

  private static Part lamp(double x, double y, double z, int rgb, boolean glows, int facing) {
    double side = facing * 0.17;
    return new Part.Face(
        List.of(
            new Vec3(x, y - side, z - 0.09),
            new Vec3(x, y + side, z - 0.09),
            new Vec3(x, y + side, z + 0.09),
            new Vec3(x, y - side, z + 0.09)),
        rgb,
        glows);
  }
}
