package dev.skipstream.model;

/** The devices cannot have a version beside those that serve. */
public final class NoRoomException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NoRoomException(String message) {
    super(message);
  }
}
