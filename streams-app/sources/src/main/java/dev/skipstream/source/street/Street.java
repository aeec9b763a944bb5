package dev.skipstream.source.street;

/**
 * The plan of every street, in metres: y is 0 at the middle of the road, the camera stands south.
 */
final class Street {
  /** Distance from the middle to the kerb. */
  static final double ROAD = 5.2;

  /** The middle of a lane for cars; traffic keeps to the right. */
  static final double LANE = 1.8;

  /** The middle of a lane for bicycles. */
  static final double BICYCLES = 4.3;

  /** Distance from the middle to the houses, or to the camera. */
  static final double PAVEMENT = 9.5;

  /** Length of the street to either side. */
  static final double END = 75;

  /** Half of the width of a crossing. */
  static final double CROSSING = 1.7;

  private Street() {}
}
