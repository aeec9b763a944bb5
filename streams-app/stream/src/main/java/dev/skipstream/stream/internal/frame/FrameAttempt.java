package dev.skipstream.stream.internal.frame;

import dev.skipstream.async.StageException;
import dev.skipstream.async.TryLaterException;
import dev.skipstream.async.WorkOwner;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.Freshness;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.image.Frame;
import dev.skipstream.image.fetch.TransientFetchException;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.EventId;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.stream.internal.journal.Position;
import dev.skipstream.stream.internal.outcome.InputTimestamp;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Timing;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One record on its way: parsed, fetched where it only refers to its image, decoded, put into a
 * batch, inferred.
 *
 * <p>Threading: made on a stream thread; each step runs on a thread of its kind, one after another.
 */
public final class FrameAttempt {

  /** A part of the way; what it throws says what is wrong with the record. */
  private interface Step {
    CompletableFuture<Outcome> take()
        throws InvalidEventException, InvalidImageException, TransientFetchException;
  }

  /** The parsed record, and the decision about it. */
  private record Target(ImageEvent event, ModelIdentity model, Freshness freshness) {}

  private static final Logger LOG = LoggerFactory.getLogger(FrameAttempt.class);

  private final FrameWorkers workers;
  private final ActiveModels.Lease lease;
  private final Record<byte[], byte[]> record;
  private final InputPosition input;
  private final WorkOwner owner;
  private final Seat seat;
  private final long arrived = System.nanoTime();
  private Position position;
  private long fetchNanos;

  /**
   * An attempt that has its model.
   *
   * @param model the reference of the pipeline's model
   * @param seat the frame's, which it takes or leaves
   */
  public FrameAttempt(
      FrameWorkers workers,
      String model,
      Record<byte[], byte[]> record,
      InputPosition input,
      WorkOwner owner,
      Seat seat) {
    this.workers = workers;
    this.lease = workers.models().lease(model);
    this.record = record;
    this.input = input;
    this.owner = owner;
    this.seat = seat;
  }

  /**
   * Ends the attempt and releases its model. The attempt takes the model when it is created, so
   * that frames of a partition get their models in order.
   */
  public void end() {
    lease.close();
  }

  /**
   * Starts the attempt.
   *
   * @param position under which the journal notes it until it is committed
   */
  public CompletableFuture<Outcome> start(Position position) {
    this.position = position;
    return on(
            workers.decoders(),
            () -> {
              workers.suspects().begin(position);
              return parse();
            })
        .whenComplete((outcome, failure) -> workers.suspects().end(position));
  }

  private CompletableFuture<Outcome> on(Executor threads, Step step) {
    return CompletableFuture.completedFuture(step).thenComposeAsync(this::take, threads);
  }

  private CompletableFuture<Outcome> take(Step step) {
    try {
      if (owner.gone()) {
        throw new CancellationException("owner has left");
      }
      return step.take();
    } catch (InvalidEventException e) {
      return rejected(RejectReason.INVALID_EVENT, e);
    } catch (InvalidImageException e) {
      return rejected(e.reason(), e);
    } catch (TransientFetchException e) {
      return unavailable(e);
    } catch (ModelNotAllowedException e) {
      return rejected(RejectReason.MODEL_NOT_ALLOWED, e);
    } catch (CancellationException | StageException e) {
      seat.leave();
      throw e;
    } catch (RuntimeException e) {
      return rejected(RejectReason.INTERNAL, e);
    } catch (Error e) {
      // No record is to blame for a JVM that is out of memory or lacks a native library.
      seat.leave();
      throw e;
    }
  }

  private CompletableFuture<Outcome> parse()
      throws InvalidEventException, InvalidImageException, TransientFetchException {
    ImageEvent event =
        workers.safeguards().reader().read(input, record.key(), record.headers(), record.value());
    Target target = new Target(event, modelFor(event), freshnessOf(event));
    OptionalLong excess = target.freshness().excess(workers.clock().getAsLong());
    if (excess.isPresent()) {
      seat.leave();
      return CompletableFuture.completedFuture(tooOld(target, excess.getAsLong()));
    }
    Optional<URI> elsewhere = event.toFetch();
    return elsewhere.isPresent()
        ? on(workers.fetchers(), () -> fetch(elsewhere.get(), target))
        : decode(event.image(), target);
  }

  private ModelIdentity modelFor(ImageEvent event) {
    if (event.model().isEmpty() || workers.rules().reproducible()) {
      return lease.model();
    }
    String asked = event.model().get();
    if (asked.equals(ModelRef.of(lease.model()).toString())) {
      return lease.model();
    }
    ModelIdentity pinned = workers.rules().pins().get(asked);
    if (pinned == null) {
      throw new ModelNotAllowedException(asked, workers.rules().pins().keySet());
    }
    return pinned;
  }

  private Freshness freshnessOf(ImageEvent event) {
    FrameRules rules = workers.rules();
    if (rules.reproducible()) {
      return Freshness.FOREVER;
    }
    // Without an age limit too: a clock that is ahead is counted.
    long birth =
        workers
            .clocks()
            .birth(
                event,
                rules.maxAge().map(FrameAge::clock).orElse(FrameAge.Clock.CAPTURE),
                InputTimestamp.of(record),
                workers.clock().getAsLong());
    return rules.maxAge().map(age -> age.of(birth)).orElse(Freshness.FOREVER);
  }

  private CompletableFuture<Outcome> fetch(URI elsewhere, Target target)
      throws InvalidImageException, TransientFetchException {
    long started = System.nanoTime();
    byte[] image = workers.fetcher().fetch(elsewhere);
    fetchNanos = System.nanoTime() - started;
    return on(workers.decoders(), () -> decode(image, target));
  }

  private CompletableFuture<Outcome> decode(byte[] image, Target target)
      throws InvalidImageException {
    long bytes = workers.decoder().decodedBytes(image);
    workers.decoded().take(bytes);
    boolean offered = false;
    try {
      CompletableFuture<Outcome> outcome = infer(image, target);
      offered = true;
      return outcome.whenComplete((result, failure) -> workers.decoded().giveBack(bytes));
    } finally {
      if (!offered) {
        workers.decoded().giveBack(bytes);
      }
    }
  }

  private CompletableFuture<Outcome> infer(byte[] image, Target target)
      throws InvalidImageException {
    long started = System.nanoTime();
    Frame frame = workers.decoder().decode(image);
    ResizedShape shape = workers.shapeOf(target.model(), frame);
    long decoded = System.nanoTime();
    return seat.take(
            new FrameBucket(target.model(), shape), new PendingFrame(frame, target.freshness()))
        .handle(
            (inference, failure) ->
                failure == null
                    ? outcome(inference, target, frame, started, decoded)
                    : inferenceFailed(failure));
  }

  private static FrameInfo infoOf(ImageEvent event, Frame frame) {
    return new FrameInfo(
        event.id(),
        event.source(),
        event.sequence(),
        event.capturedAt(),
        frame.width(),
        frame.height(),
        frame.damaged() ? Optional.of(true) : Optional.empty());
  }

  private Outcome outcome(
      Inference inference, Target target, Frame frame, long decodeStarted, long decoded) {
    if (inference instanceof Inference.TooOld late) {
      return tooOld(target, late.ageMillis());
    }
    Inference.Found found = (Inference.Found) inference;
    FindingsEvent event =
        found.findings().event(infoOf(target.event(), frame), Optional.of(input), found.model());
    workers.shadow().ifPresent(shadow -> shadow.offer(frame, event, shadowId()));
    return Outcome.Detected.of(
        event,
        new Timing(arrived, fetchNanos, decodeStarted, decoded, found.started(), found.finished()),
        record.value());
  }

  private String shadowId() {
    return EventId.of(
        position.topicId(), position.partition(), position.offset(), EventId.Role.SHADOW);
  }

  private Outcome tooOld(Target target, long ageMillis) {
    return Outcome.Dropped.of(
        new FrameDropped(
            FrameOrigin.of(target.event()), input, target.model(), DropReason.TOO_OLD, ageMillis),
        record.value());
  }

  private Outcome inferenceFailed(Throwable failure) {
    if (failure instanceof StageException || failure instanceof CancellationException) {
      throw new CompletionException(failure);
    }
    return new Outcome.Rejected(RejectReason.INFERENCE_FAILED, failure, record.value());
  }

  private CompletableFuture<Outcome> unavailable(TransientFetchException e) {
    if (workers.rules().onOutage() == OnOutage.DEAD_LETTER) {
      return rejected(e.reasonToGiveUp(), e);
    }
    LOG.warn("{} waits, for its image cannot be fetched: {}", input, e.getMessage());
    seat.leave();
    return CompletableFuture.failedFuture(new TryLaterException(e.getMessage(), e));
  }

  private CompletableFuture<Outcome> rejected(RejectReason reason, Exception cause) {
    seat.leave();
    return CompletableFuture.completedFuture(new Outcome.Rejected(reason, cause, record.value()));
  }
}
