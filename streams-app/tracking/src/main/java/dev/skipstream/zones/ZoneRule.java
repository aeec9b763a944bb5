package dev.skipstream.zones;

import java.util.List;
import java.util.stream.Stream;
import org.locationtech.jts.algorithm.LineIntersector;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.algorithm.RobustLineIntersector;
import org.locationtech.jts.geom.Coordinate;

/**
 * A polygon that objects enter and leave.
 *
 * @param name unique among the rules of the camera
 * @param vertices at least 3; the last one is joined with the first one
 * @param scope the objects that count
 */
public record ZoneRule(String name, List<Vertex> vertices, RuleScope scope) {
  private static final int LEAST = 3;

  /**
   * Makes a zone.
   *
   * @throws ZonesException when the polygon intersects itself; the message numbers the vertices and
   *     edges at fault from 1, and edge 1 begins at vertex 1
   */
  public ZoneRule {
    RuleScope.requireShort("name", name);
    vertices = List.copyOf(vertices);
    if (vertices.size() < LEAST) {
      throw new ZonesException(
          "%d vertices: expected %d at least".formatted(vertices.size(), LEAST));
    }
    requireDifferent(vertices);
    requireSimple(vertices);
  }

  /** Is the point in the zone, or on its edge? */
  public boolean contains(Vertex point) {
    Coordinate[] ring =
        Stream.concat(vertices.stream(), Stream.of(vertices.get(0)))
            .map(Vertex::coordinate)
            .toArray(Coordinate[]::new);
    return PointLocation.isInRing(point.coordinate(), ring);
  }

  ZoneRule times(double width, double height) {
    return new ZoneRule(
        name, vertices.stream().map(vertex -> vertex.times(width, height)).toList(), scope);
  }

  private static void requireDifferent(List<Vertex> vertices) {
    for (int i = 0; i < vertices.size(); i++) {
      int first = vertices.indexOf(vertices.get(i));
      if (first < i) {
        throw new ZonesException(
            "vertices %d and %d are both %s: expected different points"
                .formatted(first + 1, i + 1, vertices.get(i)));
      }
    }
  }

  private static void requireSimple(List<Vertex> vertices) {
    LineIntersector meeting = new RobustLineIntersector();
    int count = vertices.size();
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        meeting.computeIntersection(
            vertices.get(i).coordinate(),
            vertices.get((i + 1) % count).coordinate(),
            vertices.get(j).coordinate(),
            vertices.get((j + 1) % count).coordinate());
        boolean adjacent = j == i + 1 || (i == 0 && j == count - 1);
        boolean fault =
            adjacent
                ? meeting.getIntersectionNum() == LineIntersector.COLLINEAR_INTERSECTION
                : meeting.hasIntersection();
        if (fault) {
          throw new ZonesException(
              "edge %d from %s to %s meets edge %d from %s to %s: expected a polygon that does not intersect itself"
                  .formatted(
                      i + 1,
                      vertices.get(i),
                      vertices.get((i + 1) % count),
                      j + 1,
                      vertices.get(j),
                      vertices.get((j + 1) % count)));
        }
      }
    }
  }
}
