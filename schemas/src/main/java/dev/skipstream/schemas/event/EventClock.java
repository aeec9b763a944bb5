package dev.skipstream.schemas.event;

/** The clock by which a frame's time of capture is to be read. */
public enum EventClock {
  /** The time of day: a frame's age is the time since its capture. */
  WALL,
  /**
   * The time of a recording that was published faster or slower than it was taken: the distance
   * between frames is right, their age is not.
   */
  MEDIA
}
