package dev.skipstream.schemas.event;

/** The reason for which an intact frame was dropped. */
public enum DropReason {
  /** The frame was older at dispatch than {@code max.frame.age} allows. */
  TOO_OLD("too-old");

  private final String code;

  DropReason(String code) {
    this.code = code;
  }

  /** The code on the wire, such as {@code too-old}. */
  @Override
  public String toString() {
    return code;
  }
}
