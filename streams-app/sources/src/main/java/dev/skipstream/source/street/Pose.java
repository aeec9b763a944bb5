package dev.skipstream.source.street;

/**
 * The position and direction of an object on the ground: its own x is ahead, y to its left.
 *
 * @param heading radians from the street's x
 */
record Pose(double x, double y, double heading) {
  /** The place in the street of a point of the thing. */
  Vec3 place(Vec3 own) {
    return turn(own).plus(new Vec3(x, y, 0));
  }

  /** The direction in the street of a direction of the thing. */
  Vec3 turn(Vec3 own) {
    double cos = Math.cos(heading);
    double sin = Math.sin(heading);
    return new Vec3(cos * own.x() - sin * own.y(), sin * own.x() + cos * own.y(), own.z());
  }
}
