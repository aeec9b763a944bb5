package dev.skipstream.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends the process (SIGTERM, Ctrl-C, {@link System#exit}) in an order that libtorch survives. At
 * the end of a process, libtorch destroys its global objects. A call that still computes then ends
 * the process by SIGSEGV. So the tasks of the application run first, all at the same time, and may
 * use detectors. Then the running calls end, and no call begins any more.
 *
 * <p>Threading: for any thread. A task has its own time limit; the wait for the calls has one too.
 */
public final class ProcessEnd {
  private static final Set<Runnable> TASKS = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::end, "process-end"));
  }

  private ProcessEnd() {}

  /** Adds a task for the end of the process. */
  public static void add(Runnable task) {
    TASKS.add(task);
  }

  /** Removes a task that is no longer necessary; one that runs goes on. */
  public static void remove(Runnable task) {
    TASKS.remove(task);
  }

  private static void end() {
    List<Thread> threads = new ArrayList<>();
    for (Runnable task : TASKS) {
      Thread thread = new Thread(task, "process-end-task");
      thread.start();
      threads.add(thread);
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
      NativeCalls.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
