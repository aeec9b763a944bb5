package dev.skipstream.source.street;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A person or thing that moves through the street, or stands in it and hides other objects. */
final class Actor {

  /** The appearance at a time; must not keep state. */
  @FunctionalInterface
  interface Shape {
    /**
     * The parts, in an order in which later ones hide earlier ones, unless they are to be sorted.
     *
     * @param phase radians of its stride, from the way that it has made
     */
    List<Part> parts(double phase);
  }

  private final Optional<StreetClass> kind;
  private final Shape shape;
  private final boolean jointed;
  private final double length;
  private final double stride;
  private final double cruise;
  private final double heading;
  private double x;
  private double y;
  private double way;
  private long number;

  private Actor(Build build, double x, double y, double heading, double cruise) {
    this.kind = build.kind();
    this.shape = build.shape();
    this.jointed = build.jointed();
    this.length = build.length();
    this.stride = build.stride();
    this.heading = heading;
    this.cruise = cruise;
    this.x = x;
    this.y = y;
  }

  /**
   * The build of an actor.
   *
   * @param kind its class in the ground truth; empty for a tree
   * @param jointed true if its parts must be sorted by distance
   * @param length the length from front to back, in metres
   * @param stride the distance of a full cycle of its phase, in metres
   */
  record Build(
      Optional<StreetClass> kind, Shape shape, boolean jointed, double length, double stride) {

    Actor at(double x, double y, double heading, double cruise) {
      return new Actor(this, x, y, heading, cruise);
    }
  }

  Optional<StreetClass> kind() {
    return kind;
  }

  double length() {
    return length;
  }

  double x() {
    return x;
  }

  double y() {
    return y;
  }

  double heading() {
    return heading;
  }

  /** Gives it its number in the street, from 1. */
  void number(long its) {
    number = its;
  }

  /** Metres a second that it likes best. */
  double cruise() {
    return cruise;
  }

  /** Goes on in its direction. */
  void move(double metres) {
    x += metres * Math.cos(heading);
    y += metres * Math.sin(heading);
    way += metres;
  }

  /** Returns the present appearance. */
  Figure seenBy(Camera camera) {
    Pose pose = new Pose(x, y, heading);
    List<Part> parts = shape.parts(stride > 0 ? 2 * Math.PI * way / stride : 0);
    if (jointed) {
      parts = new ArrayList<>(parts);
      parts.sort(
          Comparator.comparingDouble((Part part) -> -camera.depth(pose.place(part.middle()))));
    }
    return new Figure(kind, number, pose, camera.depth(new Vec3(x, y, 0)), parts);
  }
}
