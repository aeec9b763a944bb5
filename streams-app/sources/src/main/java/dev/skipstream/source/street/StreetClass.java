package dev.skipstream.source.street;

/** The classes of the street's ground truth. A bicycle is boxed together with its rider. */
public enum StreetClass {
  PERSON(1, "person"),
  BICYCLE(2, "bicycle"),
  CAR(3, "car"),
  VAN(4, "van"),
  BUS(5, "bus"),
  DOG(6, "dog");

  private final int id;
  private final String label;

  StreetClass(int id, String label) {
    this.id = id;
    this.label = label;
  }

  /** The label in data sets and detection events. */
  public String label() {
    return label;
  }

  /** The category id, from 1: 0 is the background. */
  public int id() {
    return id;
  }
}
