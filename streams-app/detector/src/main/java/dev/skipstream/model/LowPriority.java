package dev.skipstream.model;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calling thread give way on Linux: where another one wants its processor too, it keeps
 * about a tenth. The threads that it starts do the same, and so do those that its operators share
 * their work with, for PyTorch has a team of them for each thread that calls it.
 *
 * <p>By the system's nice value, which on Linux each thread has for itself. Java's own priorities
 * change nothing there unless the whole process runs with rights and flags for them. Elsewhere the
 * nice value is one for the whole process, so threads stay as they are.
 */
public final class LowPriority {
  private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);

  /**
   * A thread that hardly ever had its turn would hold what it has locked (PyTorch's memory, say)
   * for as long: the weight of 10 is a tenth of that of 0, that of 19 a seventieth.
   */
  private static final int INCREMENT = 10;

  private LowPriority() {}

  /** The C library's. */
  private interface LibC extends Library {
    int nice(int increment) throws LastErrorException;
  }

  /** Lowers it for good: only a privileged process could raise it again. */
  public static void ofThisThread() {
    if (!Platform.isLinux()) {
      return;
    }
    try {
      Native.load("c", LibC.class).nice(INCREMENT);
    } catch (LastErrorException | LinkageError e) {
      LOG.debug("{} keeps its priority", Thread.currentThread().getName(), e);
    }
  }
}
