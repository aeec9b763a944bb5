package dev.skipstream.zones;

import java.util.Optional;
import org.locationtech.jts.algorithm.LineIntersector;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.algorithm.RobustLineIntersector;

/**
 * A line that objects cross.
 *
 * @param name unique among the rules of the camera
 * @param from start of the line
 * @param to end of the line
 * @param scope the objects that count
 */
public record LineRule(String name, Vertex from, Vertex to, RuleScope scope) {

  /**
   * A direction of crossing, as seen in the picture when looking from the line's start to its end.
   */
  public enum Direction {
    /** From the left side to the right side. */
    LEFT_TO_RIGHT,
    /** From the right side to the left side. */
    RIGHT_TO_LEFT
  }

  public LineRule {
    RuleScope.requireShort("name", name);
    if (from.equals(to)) {
      throw new ZonesException(
          "vertices 1 and 2 are both %s: expected two different points".formatted(from));
    }
  }

  /**
   * Returns the direction in which a step crosses the line. A step that ends on the line crosses it
   * with the next step that leaves it, from the side on which it was before.
   */
  public Optional<Direction> crossing(Vertex before, Vertex after) {
    int sideBefore = side(before);
    int sideAfter = side(after);
    if (sideBefore == 0 || sideAfter == 0 || sideBefore == sideAfter) {
      return Optional.empty();
    }
    LineIntersector meeting = new RobustLineIntersector();
    meeting.computeIntersection(
        from.coordinate(), to.coordinate(), before.coordinate(), after.coordinate());
    if (!meeting.hasIntersection()) {
      return Optional.empty();
    }
    return Optional.of(sideAfter > 0 ? Direction.LEFT_TO_RIGHT : Direction.RIGHT_TO_LEFT);
  }

  /** Returns 1 on the right side, -1 on the left side, and 0 on the straight line itself. */
  int side(Vertex point) {
    // JTS counts counterclockwise with y upwards, which is clockwise in a picture.
    return Orientation.index(from.coordinate(), to.coordinate(), point.coordinate());
  }

  LineRule times(double width, double height) {
    return new LineRule(name, from.times(width, height), to.times(width, height), scope);
  }
}
