package dev.skipstream.stream.internal.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Lets any number of pieces of work run together, or one alone. Who comes first is let in first, so
 * that one that runs alone waits only for those before it.
 *
 * <p>Threading: for any number of threads, and blocks none: a record that may not run yet gets a
 * future, completed by the thread of the one that leaves. One lock; futures are completed outside
 * it.
 */
public final class Isolation {
  private record Waiting(boolean alone, CompletableFuture<Void> turn) {}

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int running;
  private boolean aloneRuns;

  /**
   * Requests permission to run.
   *
   * @param alone true if no other work may run at the same time
   * @return a future that completes when the work may run; {@link #leave} must follow
   */
  public CompletableFuture<Void> enter(boolean alone) {
    Waiting one = new Waiting(alone, new CompletableFuture<>());
    List<Waiting> admitted;
    synchronized (this) {
      waiting.add(one);
      admitted = admit();
    }
    admitted.forEach(next -> next.turn().complete(null));
    return one.turn();
  }

  /** Ends the run of one record. */
  public void leave() {
    List<Waiting> admitted;
    synchronized (this) {
      running--;
      aloneRuns = false;
      admitted = admit();
    }
    admitted.forEach(next -> next.turn().complete(null));
  }

  private List<Waiting> admit() {
    List<Waiting> admitted = new ArrayList<>();
    while (!waiting.isEmpty() && !aloneRuns && (running == 0 || !waiting.element().alone())) {
      Waiting next = waiting.remove();
      running++;
      aloneRuns = next.alone();
      admitted.add(next);
    }
    return admitted;
  }
}
