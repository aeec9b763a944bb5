package dev.skipstream.topology;

import dev.skipstream.async.AsyncFunction;
import dev.skipstream.async.MicroBatcher;
import dev.skipstream.async.StageException;
import dev.skipstream.async.WorkOwner;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.InvalidImageException;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * One record's way from bytes to its outcome: parse, decode, join a batch, be inferred. Whatever is
 * wrong with the record is an {@link Outcome.Rejected}; the future fails only when the stage itself
 * cannot go on, or when nobody wants the outcome.
 *
 * <p>Threading: called by stream threads, which it does not block; the work is done by decoders and
 * workers.
 */
final class FrameDetection implements AsyncFunction<byte[], byte[], Outcome> {
  private final Executor decoders;
  private final FrameDecoder decoder;
  private final Function<Frame, ResizedShape> shapeOf;
  private final MicroBatcher<ResizedShape, Frame, FrameBatches.Inference> batcher;

  FrameDetection(
      Executor decoders,
      FrameDecoder decoder,
      Function<Frame, ResizedShape> shapeOf,
      MicroBatcher<ResizedShape, Frame, FrameBatches.Inference> batcher) {
    this.decoders = decoders;
    this.decoder = decoder;
    this.shapeOf = shapeOf;
    this.batcher = batcher;
  }

  @Override
  public CompletableFuture<Outcome> apply(
      Record<byte[], byte[]> record, RecordMetadata at, WorkOwner owner) {
    return CompletableFuture.completedFuture(new Attempt(record, at, owner))
        .thenComposeAsync(Attempt::decodeAndOffer, decoders);
  }

  @Override
  public long weight(Record<byte[], byte[]> record) {
    return record.value() == null ? 0 : record.value().length;
  }

  @Override
  public void ownersChanged() {
    batcher.ownersChanged();
  }

  /** One record on its way. */
  private final class Attempt {
    private final Record<byte[], byte[]> record;
    private final InputPosition input;
    private final WorkOwner owner;
    private final MicroBatcher<ResizedShape, Frame, FrameBatches.Inference>.Announcement
        announcement;
    private final long arrived = System.nanoTime();

    Attempt(Record<byte[], byte[]> record, RecordMetadata at, WorkOwner owner) {
      this.record = record;
      this.input = new InputPosition(at.topic(), at.partition(), at.offset());
      this.owner = owner;
      this.announcement = batcher.announce(owner);
    }

    CompletableFuture<Outcome> decodeAndOffer() {
      try {
        if (owner.gone()) {
          throw new CancellationException("owner has left");
        }
        return offer();
      } catch (InvalidEventException e) {
        return rejected(RejectReason.INVALID_EVENT, e);
      } catch (InvalidImageException e) {
        return rejected(e.reason(), e);
      } catch (CancellationException e) {
        announcement.withdraw();
        throw e;
      } catch (RuntimeException e) {
        return rejected(RejectReason.INTERNAL, e);
      } catch (Error e) {
        // No record is to blame for a JVM that is out of memory or lacks a native library.
        announcement.withdraw();
        throw e;
      }
    }

    private CompletableFuture<Outcome> offer() throws InvalidEventException, InvalidImageException {
      long decodeStarted = System.nanoTime();
      ImageEvent event =
          EventSerdes.readImage(input, record.key(), record.headers(), record.value());
      Frame frame = decoder.decode(event.image());
      ResizedShape shape = shapeOf.apply(frame);
      long decoded = System.nanoTime();
      FrameInfo info =
          new FrameInfo(
              event.id(),
              event.source(),
              event.sequence(),
              event.capturedAt(),
              frame.width(),
              frame.height());
      return announcement
          .offer(shape, frame)
          .handle(
              (inference, failure) ->
                  failure == null
                      ? detected(info, inference, decodeStarted, decoded)
                      : inferenceFailed(failure));
    }

    private Outcome detected(
        FrameInfo frame, FrameBatches.Inference inference, long decodeStarted, long decoded) {
      return new Outcome.Detected(
          new DetectionEvent(frame, Optional.of(input), inference.model(), inference.detections()),
          new Timing(arrived, decodeStarted, decoded, inference.started(), inference.finished()));
    }

    private Outcome inferenceFailed(Throwable failure) {
      if (failure instanceof StageException || failure instanceof CancellationException) {
        throw new CompletionException(failure);
      }
      return new Outcome.Rejected(RejectReason.INFERENCE_FAILED, failure, record.value());
    }

    private CompletableFuture<Outcome> rejected(RejectReason reason, Exception cause) {
      announcement.withdraw();
      return CompletableFuture.completedFuture(new Outcome.Rejected(reason, cause, record.value()));
    }
  }
}
