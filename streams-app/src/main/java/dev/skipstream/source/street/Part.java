package dev.skipstream.source.street;

import java.util.List;

/** What shapes are made of, in metres and in the coordinates of the thing that they belong to. */
sealed interface Part {

  /** Its colour by plain daylight, as 0xRRGGBB. */
  int rgb();

  /**
   * A flat polygon that is seen from one side: the one from which its corners run anticlockwise.
   *
   * @param glows whether it is as bright by night
   */
  record Face(List<Vec3> corners, int rgb, boolean glows) implements Part {
    public Face {
      corners = List.copyOf(corners);
    }

    Vec3 normal() {
      Vec3 first = corners.get(0);
      return corners.get(1).minus(first).cross(corners.get(2).minus(first)).unit();
    }
  }

  /** A rod with round ends. */
  record Limb(Vec3 from, Vec3 to, double radius, int rgb) implements Part {}

  /** A ball. */
  record Ball(Vec3 centre, double radius, int rgb) implements Part {}
}
