package dev.skipstream.topology;

/** The stream ended by itself; nothing is lost: what was not committed is read again. */
public final class StreamStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final StopCause stopCause;

  StreamStoppedException(Throwable cause) {
    super("the stream stopped: " + rootMessage(cause), cause);
    this.stopCause = StopCause.of(cause);
  }

  /** What it ended of. */
  public StopCause stopCause() {
    return stopCause;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
