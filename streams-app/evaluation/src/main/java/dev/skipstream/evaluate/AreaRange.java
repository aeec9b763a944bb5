package dev.skipstream.evaluate;

/** COCO's sizes of objects, in pixels of area; both ends belong to a range. */
enum AreaRange {
  ALL(0, 1e10),
  SMALL(0, 32 * 32),
  MEDIUM(32 * 32, 96 * 96),
  LARGE(96 * 96, 1e10);

  private final double least;
  private final double most;

  AreaRange(double least, double most) {
    this.least = least;
    this.most = most;
  }

  /** Returns the place of this range in an array that has one entry for each. */
  @SuppressWarnings("EnumOrdinal") // nothing is stored by it
  int index() {
    return ordinal();
  }

  boolean contains(double area) {
    return area >= least && area <= most;
  }
}
