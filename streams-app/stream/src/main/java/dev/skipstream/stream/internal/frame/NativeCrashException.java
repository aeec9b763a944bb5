package dev.skipstream.stream.internal.frame;

/** A frame has brought the process down, and is not tried again. */
final class NativeCrashException extends Exception {
  private static final long serialVersionUID = 1L;

  NativeCrashException() {
    super(
        "the process died three times while this frame was in flight, the last time alone: find"
            + " hs_err_pid*.log, and report the image");
  }
}
