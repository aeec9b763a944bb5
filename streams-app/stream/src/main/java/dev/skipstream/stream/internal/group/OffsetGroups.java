package dev.skipstream.stream.internal.group;

import dev.skipstream.async.StageException;
import dev.skipstream.frame.GroupSource;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.stream.internal.frame.FrameAttempt;
import dev.skipstream.stream.internal.frame.FrameWorkers;
import dev.skipstream.stream.internal.frame.OffsetGroup;
import dev.skipstream.stream.internal.frame.RecordFailure;
import dev.skipstream.stream.internal.frame.Seat;
import dev.skipstream.stream.internal.journal.Position;
import dev.skipstream.stream.internal.outcome.InputTimestamp;
import dev.skipstream.stream.internal.outcome.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;

/**
 * Frames in batches that are a function of their partition and offsets alone: those of {@code [k B,
 * (k + 1) B)} of a partition, apart by shape. The first record of a group starts a second read of
 * the whole group beside the stream, and every record of the group gets its outcome from this read.
 * Threads, commits and crashes of the stream therefore do not change a batch.
 *
 * <p>Threading: calls of stream threads do not block; one lock, held for a map lookup. The group
 * reader waits until the frames of a group are decoded before it reads the next group. Two groups
 * therefore never hold the memory for which each other's frames wait.
 */
public final class OffsetGroups {
  private final FrameWorkers workers;
  private final String model;
  private final GroupSource source;
  private final Uuid topicId;
  private final int size;

  /**
   * The last group of each partition that was asked for: the next ones asked for are its others.
   */
  private final Map<Integer, Reading> latest = new HashMap<>();

  /** The outcomes of a group by their offsets, once it has been read. */
  private record Reading(
      OffsetGroup group, CompletableFuture<Map<Long, CompletableFuture<Outcome>>> outcomes) {

    CompletableFuture<Outcome> outcomeOf(InputPosition at) {
      return outcomes.thenCompose(
          all ->
              all.getOrDefault(
                  at.offset(),
                  CompletableFuture.failedFuture(
                      new StageException(
                          "%s is not among the records of its group, which were read again: expected %s"
                              .formatted(at, all.keySet())))));
    }

    /**
     * Returns if the group has failed, so that another attempt may succeed: an image store may be
     * available again.
     */
    boolean hasFailed() {
      return outcomes.isCompletedExceptionally()
          || (outcomes.isDone()
              && outcomes.join().values().stream()
                  .anyMatch(CompletableFuture::isCompletedExceptionally));
    }
  }

  /**
   * Groups of an input.
   *
   * @param model the reference of the pipeline's model
   * @param topicId of the input
   * @param size offsets of a group; the batcher must take as many frames at once
   */
  public OffsetGroups(
      FrameWorkers workers, String model, GroupSource source, Uuid topicId, int size) {
    this.workers = workers;
    this.model = model;
    this.source = source;
    this.topicId = topicId;
    this.size = size;
  }

  /** Returns the outcome of the record at a position. */
  CompletableFuture<Outcome> outcomeOf(InputPosition at) {
    OffsetGroup group = OffsetGroup.of(at.partition(), at.offset(), size);
    Reading reading;
    synchronized (this) {
      reading = latest.get(at.partition());
      if (reading == null || !reading.group().equals(group) || reading.hasFailed()) {
        reading =
            new Reading(
                group, CompletableFuture.supplyAsync(() -> begin(group), workers.groupReader()));
        latest.put(at.partition(), reading);
      }
    }
    return reading.outcomeOf(at);
  }

  private Map<Long, CompletableFuture<Outcome>> begin(OffsetGroup group) {
    List<ConsumerRecord<byte[], byte[]>> records =
        source.read(group.partition(), group.from(), group.from() + size);
    GroupSeats seats = new GroupSeats(workers.batcher(), group, records.size());
    Map<Long, CompletableFuture<Outcome>> outcomes = new HashMap<>();
    for (int i = 0; i < records.size(); i++) {
      ConsumerRecord<byte[], byte[]> record = records.get(i);
      outcomes.put(record.offset(), begin(record, seats.seat(i), seats));
    }
    awaitDecoded(seats);
    return outcomes;
  }

  private CompletableFuture<Outcome> begin(
      ConsumerRecord<byte[], byte[]> record, Seat seat, GroupSeats seats) {
    FrameAttempt attempt =
        FrameAttempt.ofGroup(
            workers,
            model,
            InputTimestamp.accept(record),
            new InputPosition(record.topic(), record.partition(), record.offset()),
            new Position(topicId, record.partition(), record.offset()),
            seats.owner(),
            seat);
    return RecordFailure.replaced(record.value(), attempt.start());
  }

  private static void awaitDecoded(GroupSeats seats) {
    try {
      seats.settled().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted while the frames of a group are decoded", e);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }
}
