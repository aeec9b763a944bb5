package dev.skipstream.source.street;

import java.util.List;

/** The parts of a shape, in metres and in the coordinates of their object. */
sealed interface Part {

  /** Its colour by plain daylight, as 0xRRGGBB. */
  int rgb();

  /** Returns the middle, by which two parts are sorted by depth. */
  Vec3 middle();

  /**
   * A flat polygon that is visible from one side: the side from which its corners run
   * anticlockwise.
   *
   * @param glows true if it is equally bright by night
   */
  record Face(List<Vec3> corners, int rgb, boolean glows) implements Part {
    public Face {
      corners = List.copyOf(corners);
    }

    @Override
    public Vec3 middle() {
      return corners.get(0);
    }

    Vec3 normal() {
      Vec3 first = corners.get(0);
      return corners.get(1).minus(first).cross(corners.get(2).minus(first)).unit();
    }
  }

  /** A rod with round ends. */
  record Limb(Vec3 from, Vec3 to, double radius, int rgb) implements Part {
    @Override
    public Vec3 middle() {
      return from.plus(to).times(0.5);
    }
  }

  /** A ball. */
  record Ball(Vec3 middle, double radius, int rgb) implements Part {}
}
