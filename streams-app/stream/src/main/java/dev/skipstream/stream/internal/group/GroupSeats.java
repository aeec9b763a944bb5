package dev.skipstream.stream.internal.group;

import dev.skipstream.async.MicroBatcher;
import dev.skipstream.async.WorkOwner;
import dev.skipstream.stream.internal.frame.FrameBucket;
import dev.skipstream.stream.internal.frame.Inference;
import dev.skipstream.stream.internal.frame.OffsetGroup;
import dev.skipstream.stream.internal.frame.PendingFrame;
import dev.skipstream.stream.internal.frame.Seat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The frames of one group of offsets. They leave when each of them is present or will not come.
 * Those of one shape leave together, in the order of their offsets, not in that of decoding.
 *
 * <p>Threading: seats are taken and left by decoders and fetchers; one lock, held for a list
 * lookup. The frames leave on the thread of the one that settled last.
 */
final class GroupSeats {
  private final MicroBatcher<FrameBucket, PendingFrame, Inference> batcher;
  private final OffsetGroup group;

  /**
   * Owner that does not depend on tasks that drain or leave: other tasks may wait for the same
   * frames.
   */
  private final WorkOwner owner = new WorkOwner();

  private final List<Reserved> seats = new ArrayList<>();
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private int open;

  /**
   * Creates seats of which none is settled.
   *
   * @param size the number of seats; the batcher must take as many at once
   */
  GroupSeats(
      MicroBatcher<FrameBucket, PendingFrame, Inference> batcher, OffsetGroup group, int size) {
    this.batcher = batcher;
    this.group = group;
    this.open = size;
    for (int i = 0; i < size; i++) {
      seats.add(new Reserved());
    }
    if (size == 0) {
      settled.complete(null);
    }
  }

  /** One frame's seat, and what has come of it. */
  private final class Reserved implements Seat {
    private final CompletableFuture<Inference> inference = new CompletableFuture<>();
    private boolean done;
    private FrameBucket bucket;
    private PendingFrame frame;

    @Override
    public CompletableFuture<Inference> take(FrameBucket wanted, PendingFrame pending) {
      settle(this, wanted.of(group), pending);
      return inference;
    }

    @Override
    public void leave() {
      settle(this, null, null);
    }
  }

  /** The seat of the frame that is at {@code index} in the order of the offsets. */
  Seat seat(int index) {
    return seats.get(index);
  }

  /** Returns the owner that decides if the frames are still needed. */
  WorkOwner owner() {
    return owner;
  }

  /** Completes when no seat is open any more. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  private void settle(Reserved seat, FrameBucket bucket, PendingFrame frame) {
    synchronized (this) {
      if (seat.done) {
        throw new IllegalStateException("a seat is taken or left once: it came twice");
      }
      seat.done = true;
      seat.bucket = bucket;
      seat.frame = frame;
      open--;
      if (open > 0) {
        return;
      }
    }
    depart();
    settled.complete(null);
  }

  private void depart() {
    Map<FrameBucket, List<Reserved>> batches = new LinkedHashMap<>();
    for (Reserved seat : seats) {
      if (seat.frame != null) {
        batches.computeIfAbsent(seat.bucket, any -> new ArrayList<>()).add(seat);
      }
    }
    batches.forEach(this::depart);
  }

  private void depart(FrameBucket bucket, List<Reserved> together) {
    List<CompletableFuture<Inference>> inferences =
        batcher.offerTogether(owner, bucket, together.stream().map(seat -> seat.frame).toList());
    for (int i = 0; i < together.size(); i++) {
      CompletableFuture<Inference> inference = together.get(i).inference;
      // The pixels are the batch's now.
      together.get(i).frame = null;
      CompletableFuture<Inference> unused =
          inferences
              .get(i)
              .whenComplete(
                  (found, failure) -> {
                    if (failure == null) {
                      inference.complete(found);
                    } else {
                      inference.completeExceptionally(failure);
                    }
                  });
    }
  }
}
