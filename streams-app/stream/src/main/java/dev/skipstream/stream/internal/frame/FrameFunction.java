package dev.skipstream.stream.internal.frame;

import dev.skipstream.async.AsyncFunction;
import dev.skipstream.async.Credits;
import dev.skipstream.async.WorkOwner;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.stream.internal.journal.Position;
import dev.skipstream.stream.internal.journal.Suspicion;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.topics.ImageTopic;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * One record's way from bytes to its outcome, for the records of one pipeline. Whatever is wrong
 * with the record is an {@link Outcome.Rejected}; the future fails only when the stage itself
 * cannot go on, or when the outcome has no reader.
 *
 * <p>Threading: called by stream threads, which it does not block; the work is done by the threads
 * of {@link FrameWorkers}.
 */
public final class FrameFunction implements AsyncFunction<byte[], byte[], Outcome> {
  private final FrameWorkers workers;
  private final String model;
  private final ImageTopic images;

  public FrameFunction(FrameWorkers workers, Pipeline pipeline, ImageTopic images) {
    this.workers = workers;
    this.model = pipeline.reference();
    this.images = images;
  }

  @Override
  public CompletableFuture<Outcome> apply(
      Record<byte[], byte[]> record, RecordMetadata at, WorkOwner owner, Credits.Credit credit) {
    Position position = new Position(images.id(), at.partition(), at.offset());
    Suspicion suspicion = workers.suspects().of(position);
    if (suspicion.isGuilty()) {
      return CompletableFuture.completedFuture(guilty(suspicion, record.value()));
    }
    return FrameAttempt.of(
            workers,
            model,
            record,
            new InputPosition(at.topic(), at.partition(), at.offset()),
            position,
            owner,
            credit)
        .startInTurn(suspicion == Suspicion.RUN_ALONE);
  }

  /** Starts work on a record that no {@link Credits} count. */
  @Override
  public CompletableFuture<Outcome> apply(
      Record<byte[], byte[]> record, RecordMetadata at, WorkOwner owner) {
    return apply(record, at, owner, new Credits(1, 1).acquire(1, Duration.ZERO));
  }

  /** The outcome of a record that is not tried again. */
  public static Outcome guilty(Suspicion suspicion, byte[] value) {
    return suspicion == Suspicion.CRASHED_ALONE
        ? new Outcome.Rejected(RejectReason.NATIVE_CRASH, new NativeCrashException(), value)
        : new Outcome.Rejected(
            RejectReason.STOPPED_THE_STREAM, new StoppedTheStreamException(), value);
  }

  @Override
  public long weight(Record<byte[], byte[]> record) {
    return weight(record, images);
  }

  /** A record that only refers to its image, or may do so, weighs as much as the largest one. */
  public static long weight(Record<byte[], byte[]> record, ImageTopic images) {
    byte[] value = record.value();
    return value == null || value.length == 0 || EventSerdes.isStructured(record.headers())
        ? images.maxRecordBytes()
        : value.length;
  }

  @Override
  public Optional<Outcome> resultOfFailure(Record<byte[], byte[]> record, Throwable failure) {
    return workers.safeguards().replaces()
        ? RecordFailure.outcomeOf(record.value(), failure)
        : Optional.empty();
  }

  @Override
  public void ownersChanged() {
    workers.batcher().ownersChanged();
  }
}
