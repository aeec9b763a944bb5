package dev.skipstream.topology;

/** A frame has brought the process down, and is not tried again. */
final class NativeCrashException extends Exception {
  private static final long serialVersionUID = 1L;

  NativeCrashException() {
    super(
        "the process died three times while this frame was under way, the last time with no other: look for hs_err_pid*.log, and report the image");
  }
}
