package dev.skipstream.stream.internal.frame;

import dev.skipstream.async.Credits;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.stream.internal.journal.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * The resources that one frame holds on its way, in the order in which it takes them:
 *
 * <ol>
 *   <li>the credit of its record; a record of a group has its credit elsewhere
 *   <li>its seat in a batch, until the batch has the frame
 *   <li>the lease of its model
 *   <li>its turn, where frames wait for a record that runs alone
 *   <li>its entry in the journal, from the moment when native code may work on it
 *   <li>its share of the decoded-frame budget
 * </ol>
 *
 * <p>{@link #close} releases them in reverse order. It is the only place that does.
 *
 * <p>Threading: the stream thread or the group reader takes the first resources, the threads of the
 * frame's phases take the others, one after another. Any thread may close the hold. One lock, held
 * for a look at the list: resources are released outside it.
 */
final class FrameHold implements AutoCloseable {
  private final FrameWorkers workers;
  private final ActiveModels.Lease lease;
  private final Seat seat;
  private final Deque<Runnable> releases = new ArrayDeque<>();
  private boolean closed;

  /** True once the batch has the frame. Read and written by the thread of the frame's phase. */
  private volatile boolean seated;

  private FrameHold(FrameWorkers workers, String model, Seat seat, Runnable credit) {
    this.workers = workers;
    this.seat = seat;
    add(credit);
    add(this::leaveSeat);
    this.lease = leaseOrClose(model);
    add(lease::close);
  }

  /**
   * Takes the model for a frame whose record has credit.
   *
   * @param model the reference of the pipeline's model
   * @param seat of the frame
   * @param credit of the record
   * @throws dev.skipstream.detect.DetectorException when the reference has lost its model; seat and
   *     credit are released
   */
  static FrameHold of(FrameWorkers workers, String model, Seat seat, Credits.Credit credit) {
    return new FrameHold(workers, model, seat, credit::close);
  }

  /** Takes the model for a frame without credit, as {@link #of}. */
  static FrameHold withoutCredit(FrameWorkers workers, String model, Seat seat) {
    return new FrameHold(workers, model, seat, () -> {});
  }

  private ActiveModels.Lease leaseOrClose(String model) {
    try {
      return workers.models().lease(model);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Returns the model that serves the frame unless its event names another. */
  ModelIdentity model() {
    return lease.model();
  }

  /**
   * Asks for the frame's turn.
   *
   * @param alone no other frame may run meanwhile
   * @return completes when the frame may run
   */
  CompletableFuture<Void> takeTurn(boolean alone) {
    return workers.isolation().enter(alone).thenRun(() -> add(workers.isolation()::leave));
  }

  /** Notes in the journal that native code may work on the record from now on. */
  void takeEntry(Position position) {
    workers.suspects().begin(position);
    add(() -> workers.suspects().end(position));
  }

  /** Takes a share of the decoded-frame budget; blocks until there is one. */
  void takeDecoded(long bytes) {
    add(workers.decoded().take(bytes)::close);
  }

  /** Hands the decoded frame to its batch; returns the inference. */
  CompletableFuture<Inference> takeSeat(FrameBucket bucket, PendingFrame frame) {
    seated = true;
    return seat.take(bucket, frame);
  }

  private void leaveSeat() {
    if (!seated) {
      seat.leave();
    }
  }

  /** Keeps a resource until the end of the frame. */
  void add(Runnable release) {
    synchronized (this) {
      if (!closed) {
        releases.push(release);
        return;
      }
    }
    release.run();
    throw new IllegalStateException("a resource was taken after the end of its frame");
  }

  /**
   * Releases all resources, the latest first; closing again does nothing. A release that fails does
   * not keep the others.
   */
  @Override
  public void close() {
    Deque<Runnable> left;
    synchronized (this) {
      closed = true;
      left = new ArrayDeque<>(releases);
      releases.clear();
    }
    release(left);
  }

  private static void release(Deque<Runnable> left) {
    RuntimeException failure = null;
    for (Runnable release : left) {
      try {
        release.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
