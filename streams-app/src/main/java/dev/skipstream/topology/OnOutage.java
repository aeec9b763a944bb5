package dev.skipstream.topology;

/** What becomes of an image event while the store that has its image is down. */
public enum OnOutage {
  /** It becomes a dead letter, and the stream goes on. */
  DEAD_LETTER("dead-letter"),
  /** Its partition waits until the store is back. */
  PAUSE("pause");

  private final String text;

  OnOutage(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
