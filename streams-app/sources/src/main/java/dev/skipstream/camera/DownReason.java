package dev.skipstream.camera;

/** The cause for which a camera has no connection. */
public enum DownReason {
  /** The host is unknown, or does not accept the connection. */
  UNREACHABLE,
  /** The camera rejected the user or the password. */
  UNAUTHORIZED,
  /** The host has no stream at this path, or the machine no such device. */
  NOT_FOUND,
  /** The answer is no stream of frames. */
  NOT_A_STREAM,
  /** FFmpeg has no decoder for the codec. */
  UNSUPPORTED_CODEC,
  /** The camera's certificate is not trusted. */
  UNTRUSTED,
  /** No frame came within the frame deadline. */
  SILENT,
  /** The camera ended the stream, or the connection broke. */
  ENDED,
  /** The reader process ended by itself. */
  READER_FAILED,
  /** The camera was removed, or the publisher stops. */
  STOPPED;

  /** Returns the name in events and metrics: {@code not-found}. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
