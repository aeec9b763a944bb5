package dev.skipstream.source.street;

import java.util.ArrayList;
import java.util.List;

/** People, cyclists and dogs: rods and balls, which are drawn the farthest first. */
final class WalkerShape {
  private static final int WHEEL_SPOKES = 12;
  private static final int TYRE = 0x222326;

  private WalkerShape() {}

  /**
   * The appearance of a person.
   *
   * @param scale of a person of 1.75 m, or of a dog of 0.55 m
   */
  record Look(double scale, int skin, int hair, int top, int bottom) {}

  /**
   * A person on foot.
   *
   * @param phase radians of the stride
   */
  static List<Part> person(Look look, double phase) {
    double s = look.scale();
    double swing = 0.42 * Math.sin(phase);
    List<Part> parts = new ArrayList<>();
    for (int side = -1; side <= 1; side += 2) {
      double stride = side * swing;
      double y = side * 0.09 * s;
      Vec3 hip = new Vec3(0, y, 0.88 * s);
      Vec3 knee = new Vec3(0.35 * stride * s, y, 0.47 * s);
      Vec3 foot = new Vec3((0.75 * stride - 0.06) * s, y, (0.05 + 0.1 * Math.max(0, -stride)) * s);
      parts.add(new Part.Limb(hip, knee, 0.085 * s, look.bottom()));
      parts.add(new Part.Limb(knee, foot, 0.065 * s, look.bottom()));
      parts.add(
          new Part.Limb(foot, foot.plus(new Vec3(0.13 * s, 0, -0.01 * s)), 0.05 * s, look.hair()));
      Vec3 shoulder = new Vec3(0, side * 0.2 * s, 1.38 * s);
      Vec3 elbow = new Vec3(-0.3 * stride * s, side * 0.24 * s, 1.1 * s);
      Vec3 hand = new Vec3((-0.55 * stride + 0.06) * s, side * 0.23 * s, 0.88 * s);
      parts.add(new Part.Limb(shoulder, elbow, 0.058 * s, look.top()));
      parts.add(new Part.Limb(elbow, hand, 0.045 * s, look.skin()));
    }
    parts.add(
        new Part.Limb(new Vec3(0, 0, 0.92 * s), new Vec3(0, 0, 1.36 * s), 0.17 * s, look.top()));
    head(parts, look, new Vec3(0.01 * s, 0, 1.63 * s));
    return parts;
  }

  /** A person on a bicycle. */
  static List<Part> cyclist(Look look, int frame, double phase) {
    List<Part> parts = new ArrayList<>();
    wheel(parts, 0.53);
    wheel(parts, -0.53);
    Vec3 pedals = new Vec3(-0.05, 0, 0.3);
    Vec3 saddle = new Vec3(-0.25, 0, 0.9);
    Vec3 bar = new Vec3(0.42, 0, 0.98);
    parts.add(new Part.Limb(new Vec3(-0.53, 0, 0.34), pedals, 0.025, frame));
    parts.add(new Part.Limb(pedals, saddle, 0.025, frame));
    parts.add(new Part.Limb(saddle, new Vec3(0.4, 0, 0.85), 0.025, frame));
    parts.add(new Part.Limb(pedals, new Vec3(0.4, 0, 0.8), 0.025, frame));
    parts.add(new Part.Limb(bar, new Vec3(0.53, 0, 0.34), 0.025, frame));
    double s = look.scale();
    for (int side = -1; side <= 1; side += 2) {
      double turn = phase + (side > 0 ? Math.PI : 0);
      Vec3 foot = pedals.plus(new Vec3(0.17 * Math.cos(turn), side * 0.1, 0.17 * Math.sin(turn)));
      Vec3 hip = saddle.plus(new Vec3(0, side * 0.09, 0.06));
      Vec3 knee =
          new Vec3((foot.x() + hip.x()) / 2 + 0.22, side * 0.11, (foot.z() + hip.z()) / 2 + 0.08);
      parts.add(new Part.Limb(hip, knee, 0.08 * s, look.bottom()));
      parts.add(new Part.Limb(knee, foot, 0.06 * s, look.bottom()));
      Vec3 shoulder = new Vec3(0.16, side * 0.18, 1.42);
      parts.add(new Part.Limb(shoulder, new Vec3(0.4, side * 0.22, 1.0), 0.05 * s, look.top()));
    }
    parts.add(
        new Part.Limb(
            saddle.plus(new Vec3(0.02, 0, 0.12)), new Vec3(0.15, 0, 1.4), 0.16 * s, look.top()));
    head(parts, look, new Vec3(0.27, 0, 1.65));
    return parts;
  }

  /** A dog on four legs. */
  static List<Part> dog(Look look, double phase) {
    double s = look.scale();
    List<Part> parts = new ArrayList<>();
    for (int leg = 0; leg < 4; leg++) {
      double x = leg < 2 ? 0.26 : -0.26;
      double y = leg % 2 == 0 ? 0.08 : -0.08;
      double swing = 0.13 * Math.sin(phase + (leg == 0 || leg == 3 ? 0 : Math.PI));
      parts.add(
          new Part.Limb(
              new Vec3(x * s, y * s, 0.36 * s),
              new Vec3((x + swing) * s, y * s, 0.04 * s),
              0.045 * s,
              look.bottom()));
    }
    parts.add(
        new Part.Limb(
            new Vec3(-0.27 * s, 0, 0.42 * s),
            new Vec3(0.27 * s, 0, 0.44 * s),
            0.13 * s,
            look.top()));
    parts.add(
        new Part.Limb(
            new Vec3(0.3 * s, 0, 0.48 * s), new Vec3(0.42 * s, 0, 0.62 * s), 0.08 * s, look.top()));
    parts.add(new Part.Ball(new Vec3(0.46 * s, 0, 0.64 * s), 0.1 * s, look.top()));
    parts.add(
        new Part.Limb(
            new Vec3(0.5 * s, 0, 0.61 * s), new Vec3(0.6 * s, 0, 0.59 * s), 0.05 * s, look.hair()));
    parts.add(
        new Part.Limb(
            new Vec3(-0.38 * s, 0, 0.48 * s),
            new Vec3(-0.55 * s, 0.06 * Math.sin(2 * phase) * s, 0.66 * s),
            0.03 * s,
            look.top()));
    return parts;
  }

  private static void head(List<Part> parts, Look look, Vec3 centre) {
    double s = look.scale();
    parts.add(new Part.Ball(centre, 0.115 * s, look.skin()));
    parts.add(
        new Part.Ball(centre.plus(new Vec3(-0.025 * s, 0, 0.035 * s)), 0.11 * s, look.hair()));
    parts.add(
        new Part.Ball(centre.plus(new Vec3(0.03 * s, 0, -0.015 * s)), 0.095 * s, look.skin()));
  }

  private static void wheel(List<Part> parts, double x) {
    double radius = 0.33;
    for (int i = 0; i < WHEEL_SPOKES; i++) {
      double from = 2 * Math.PI * i / WHEEL_SPOKES;
      double to = 2 * Math.PI * (i + 1) / WHEEL_SPOKES;
      parts.add(
          new Part.Limb(
              new Vec3(x + radius * Math.cos(from), 0, radius * (1 + Math.sin(from))),
              new Vec3(x + radius * Math.cos(to), 0, radius * (1 + Math.sin(to))),
              0.025,
              TYRE));
    }
  }
}
