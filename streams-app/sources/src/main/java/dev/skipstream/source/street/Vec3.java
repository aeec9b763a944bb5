package dev.skipstream.source.street;

/** A point or a direction in metres: x along the street, y across it, z up. */
record Vec3(double x, double y, double z) {
  Vec3 plus(Vec3 other) {
    return new Vec3(x + other.x, y + other.y, z + other.z);
  }

  Vec3 minus(Vec3 other) {
    return new Vec3(x - other.x, y - other.y, z - other.z);
  }

  Vec3 times(double factor) {
    return new Vec3(factor * x, factor * y, factor * z);
  }

  double dot(Vec3 other) {
    return x * other.x + y * other.y + z * other.z;
  }

  Vec3 cross(Vec3 other) {
    return new Vec3(
        y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  Vec3 unit() {
    return times(1 / Math.sqrt(dot(this)));
  }
}
