package dev.skipstream.zones;

import org.locationtech.jts.geom.Coordinate;

/**
 * A point in the picture; the origin is the top left corner.
 *
 * @param x to the right
 * @param y downwards
 */
public record Vertex(double x, double y) {

  public Vertex {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new ZonesException("vertex is (%s, %s): expected finite numbers".formatted(x, y));
    }
  }

  Vertex times(double width, double height) {
    return new Vertex(x * width, y * height);
  }

  Coordinate coordinate() {
    return new Coordinate(x, y);
  }

  /** {@code (0.5, 0.25)}. */
  @Override
  public String toString() {
    return "(" + x + ", " + y + ")";
  }
}
