package dev.skipstream.frame;

/** The action for an image event while the store of its image is not available. */
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
