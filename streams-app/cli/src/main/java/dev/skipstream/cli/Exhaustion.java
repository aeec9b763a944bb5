package dev.skipstream.cli;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** Tells a process that has used up what the machine gives it from one with a defect. */
final class Exhaustion {
  /**
   * The minimum number of free file descriptors. Below it, each use of a descriptor may fail: a
   * library, a class, a connection.
   */
  private static final long FEW_DESCRIPTORS = 8;

  private static final String TOO_MANY_FILES = "Too many open files";
  private static final String FULL_DISK = "No space left on device";

  private Exhaustion() {}

  /** Returns a message with the remedy where {@code failure} comes of exhaustion. */
  static Optional<String> messageOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return Optional.of(
            "the process has no memory left (%s): give it more, with -Xmx in SKIPSTREAM_JAVA_OPTS"
                .formatted(cause.getMessage()));
      }
      if (says(cause, FULL_DISK)) {
        return Optional.of(
            "a disk is full (%s): free space where the command writes, and in the folder for temporary files, %s"
                .formatted(cause.getMessage(), System.getProperty("java.io.tmpdir")));
      }
      if (says(cause, TOO_MANY_FILES)
          || (cause instanceof LinkageError && descriptorsAreUsedUp())) {
        return Optional.of(
            "the process has used up its file descriptors%s (%s): raise the limit with ulimit -n"
                .formatted(figures(), cause));
      }
    }
    return Optional.empty();
  }

  private static boolean says(Throwable cause, String what) {
    return cause.getMessage() != null && cause.getMessage().contains(what);
  }

  private static boolean descriptorsAreUsedUp() {
    return descriptors()
        .filter(
            unix ->
                unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
                    < FEW_DESCRIPTORS)
        .isPresent();
  }

  private static String figures() {
    return descriptors()
        .map(
            unix ->
                ", %d of %d"
                    .formatted(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount()))
        .orElse("");
  }

  private static Optional<UnixOperatingSystemMXBean> descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? Optional.of(unix)
        : Optional.empty();
  }
}
