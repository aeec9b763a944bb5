package dev.skipstream.source.ffmpeg;

import java.io.IOException;

/** A live input that cannot be opened or read on. Its message may contain the password. */
public final class LiveException extends IOException {
  private static final long serialVersionUID = 1;

  /** The kinds of failures that FFmpeg tells apart. */
  public enum Kind {
    /** The host cannot be reached. */
    UNREACHABLE,
    /** The user or the password was rejected. */
    UNAUTHORIZED,
    /** There is nothing at this path. */
    NOT_FOUND,
    /** The answer is no stream of frames. */
    NOT_A_STREAM,
    /** There is no decoder for the codec. */
    UNSUPPORTED_CODEC,
    /** The certificate is not trusted. */
    UNTRUSTED,
    /** The stream ended, or its connection broke. */
    ENDED
  }

  private final Kind kind;

  LiveException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Returns the kind of the failure. */
  public Kind kind() {
    return kind;
  }
}
