package dev.skipstream.model;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lowers the CPU priority of the calling thread on Linux: if another thread competes for its
 * processor, it keeps about a tenth of the time. The threads that it starts inherit the priority.
 * So do the worker threads of its operators, because PyTorch has a team of workers for each thread
 * that calls it.
 *
 * <p>The class sets the nice value, which on Linux belongs to a thread. Java's own priorities have
 * no effect on Linux, unless the whole process runs with rights and flags for them. On other
 * systems the nice value belongs to the whole process, so threads stay as they are.
 */
public final class LowPriority {
  private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);

  /**
   * The nice value. A thread that hardly ever runs holds its locks (such as that of PyTorch's
   * allocator) for as long. A nice value of 10 has a tenth of the weight of 0; a nice value of 19
   * has a seventieth.
   */
  private static final int INCREMENT = 10;

  private LowPriority() {}

  /** The C library's. */
  private interface LibC extends Library {
    int nice(int increment) throws LastErrorException;
  }

  /** Lowers the priority permanently: only a privileged process could raise it again. */
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
