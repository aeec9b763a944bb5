package dev.skipstream.schemas.event;

/** Why a sound frame was not looked at. */
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
