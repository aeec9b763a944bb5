package dev.skipstream.app;

/** What the program's exit status would be, for tests outside this package. */
public final class ExitStatus {
  public static final int DEVICE = ExitCode.DEVICE.status();

  private ExitStatus() {}

  /** The status that {@code run} ends with after a failure. */
  public static int of(Exception failure) {
    return Failures.codeOf(failure).status();
  }
}
