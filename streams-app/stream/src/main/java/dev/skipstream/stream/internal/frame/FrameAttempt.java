package dev.skipstream.stream.internal.frame;

import dev.skipstream.async.Credits;
import dev.skipstream.async.StageException;
import dev.skipstream.async.TryLaterException;
import dev.skipstream.async.WorkOwner;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.FramePhase;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.Freshness;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.image.Frame;
import dev.skipstream.image.fetch.TransientFetchException;
import dev.skipstream.image.header.InvalidImageException;
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
import dev.skipstream.schemas.serde.RedrivenFrom;
import dev.skipstream.stream.internal.journal.Position;
import dev.skipstream.stream.internal.outcome.BatchRun;
import dev.skipstream.stream.internal.outcome.EarlyEnd;
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
 * The path of one record. Its phases: parse, fetch where the record only refers to its image,
 * decode, infer in a batch. A phase returns the outcome or the next phase. No phase releases a
 * resource: {@link FrameHold} has all of them, until the path ends.
 *
 * <p>Threading: made on a stream thread or the group reader; each phase runs on a thread of its
 * kind, one after another. The thread of the last phase releases the resources.
 */
public final class FrameAttempt {

  /** A part of the path; what it throws says what is wrong with the record. */
  private interface Phase {
    CompletableFuture<Outcome> run()
        throws InvalidEventException, InvalidImageException, TransientFetchException;
  }

  /** The parsed record, and the decision about it. */
  private record Target(ImageEvent event, ModelIdentity model, Freshness freshness) {}

  private static final Logger LOG = LoggerFactory.getLogger(FrameAttempt.class);

  private final FrameWorkers workers;
  private final FrameHold held;
  private final Record<byte[], byte[]> record;
  private final InputPosition input;
  private final Position position;
  private final WorkOwner owner;
  private final long arrived = System.nanoTime();
  private long fetchNanos;

  /** The current phase, and its beginning. Written by the thread of the phase. */
  private volatile FramePhase reached = FramePhase.QUEUE;

  private volatile long reachedAt = arrived;

  private FrameAttempt(
      FrameWorkers workers,
      Record<byte[], byte[]> record,
      InputPosition input,
      Position position,
      WorkOwner owner,
      FrameHold held) {
    this.workers = workers;
    this.record = record;
    this.input = input;
    this.position = position;
    this.owner = owner;
    this.held = held;
  }

  /**
   * Accepts a record of the stream. The attempt takes its model now, so that frames of a partition
   * get their models in order.
   *
   * @param model the reference of the pipeline's model
   * @param position under which the journal notes the record until it is committed
   * @param credit of the record
   */
  static FrameAttempt of(
      FrameWorkers workers,
      String model,
      Record<byte[], byte[]> record,
      InputPosition input,
      Position position,
      WorkOwner owner,
      Credits.Credit credit) {
    Seat seat = Seat.of(workers.batcher().announce(owner));
    FrameHold held = FrameHold.of(workers, model, seat, credit);
    return new FrameAttempt(workers, record, input, position, owner, held);
  }

  /**
   * Accepts a record of a group, beside the stream.
   *
   * @param seat of the frame in its group
   */
  public static FrameAttempt ofGroup(
      FrameWorkers workers,
      String model,
      Record<byte[], byte[]> record,
      InputPosition input,
      Position position,
      WorkOwner owner,
      Seat seat) {
    FrameHold held = FrameHold.withoutCredit(workers, model, seat);
    return new FrameAttempt(workers, record, input, position, owner, held);
  }

  /** Starts the path, and releases the frame's resources at its end. */
  public CompletableFuture<Outcome> start() {
    return startAfter(CompletableFuture.completedFuture(null));
  }

  /**
   * Starts the path when it is the frame's turn, as {@link #start}.
   *
   * @param alone no other frame may run meanwhile
   */
  CompletableFuture<Outcome> startInTurn(boolean alone) {
    return startAfter(held.takeTurn(alone));
  }

  private CompletableFuture<Outcome> startAfter(CompletableFuture<Void> turn) {
    return turn.thenCompose(now -> on(workers.decoders(), this::parse))
        .whenComplete((outcome, failure) -> held.close());
  }

  private CompletableFuture<Outcome> on(Executor threads, Phase phase) {
    return CompletableFuture.completedFuture(phase).thenComposeAsync(this::run, threads);
  }

  private CompletableFuture<Outcome> run(Phase phase) {
    try {
      if (owner.gone()) {
        throw new CancellationException("owner has left");
      }
      return phase.run();
    } catch (InvalidEventException e) {
      return rejected(RejectReason.INVALID_EVENT, e);
    } catch (InvalidImageException e) {
      return rejected(e.reason(), e);
    } catch (TransientFetchException e) {
      return unavailable(e);
    } catch (ModelNotAllowedException e) {
      return rejected(RejectReason.MODEL_NOT_ALLOWED, e);
    } catch (CancellationException | StageException e) {
      throw e;
    } catch (RuntimeException e) {
      // Not an Error: no record is to blame for a JVM that lacks memory or a native library.
      return rejected(RejectReason.INTERNAL, e);
    }
  }

  private CompletableFuture<Outcome> parse()
      throws InvalidEventException, InvalidImageException, TransientFetchException {
    held.takeEntry(position);
    ImageEvent event =
        workers.safeguards().reader().read(input, record.key(), record.headers(), record.value());
    Target target = new Target(event, modelFor(event), freshnessOf(event));
    OptionalLong excess = target.freshness().excess(workers.clock().getAsLong());
    if (excess.isPresent()) {
      return CompletableFuture.completedFuture(tooOld(target, excess.getAsLong()));
    }
    Optional<URI> elsewhere = event.toFetch();
    return elsewhere.isPresent()
        ? on(workers.fetchers(), () -> fetch(elsewhere.get(), target))
        : decode(event.image(), target);
  }

  private ModelIdentity modelFor(ImageEvent event) {
    if (event.model().isEmpty() || workers.rules().reproducible()) {
      return held.model();
    }
    String asked = event.model().get();
    if (asked.equals(ModelRef.of(held.model()).toString())) {
      return held.model();
    }
    ModelIdentity pinned = workers.rules().pins().get(asked);
    if (pinned == null) {
      throw new ModelNotAllowedException(asked, workers.rules().pins().keySet());
    }
    return pinned;
  }

  private Freshness freshnessOf(ImageEvent event) {
    FrameRules rules = workers.rules();
    // A redriven frame is late because a user wants it now.
    if (rules.reproducible() || RedrivenFrom.read(record.headers()).isPresent()) {
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
    begins(FramePhase.FETCH, started);
    byte[] image = workers.fetcher().fetch(elsewhere);
    fetchNanos = System.nanoTime() - started;
    return on(workers.decoders(), () -> decode(image, target));
  }

  private CompletableFuture<Outcome> decode(byte[] image, Target target)
      throws InvalidImageException, InvalidEventException {
    held.takeDecoded(workers.decoder().decodedBytes(image));
    long started = System.nanoTime();
    begins(FramePhase.DECODE, started);
    Frame frame = workers.decoder().decode(image);
    FrameInfo info = infoOf(target.event(), frame);
    ResizedShape shape = workers.shapeOf(target.model(), frame);
    long decoded = System.nanoTime();
    begins(FramePhase.BATCH, decoded);
    return held.takeSeat(
            new FrameBucket(target.model(), shape), new PendingFrame(frame, target.freshness()))
        .handle(
            (inference, failure) ->
                failure == null
                    ? outcome(inference, target, frame, info, started, decoded)
                    : inferenceFailed(failure));
  }

  private static FrameInfo infoOf(ImageEvent event, Frame frame) throws InvalidEventException {
    try {
      return FrameInfo.of(event, frame.width(), frame.height(), frame.damaged());
    } catch (IllegalArgumentException e) {
      throw new InvalidEventException("ce_view: " + e.getMessage(), e);
    }
  }

  private Outcome outcome(
      Inference inference,
      Target target,
      Frame frame,
      FrameInfo info,
      long decodeStarted,
      long decoded) {
    if (inference instanceof Inference.TooOld late) {
      return tooOld(target, late.ageMillis());
    }
    Inference.Found found = (Inference.Found) inference;
    FindingsEvent event = found.findings().event(info, Optional.of(input), found.model());
    BatchRun run = found.run();
    workers.measured(
        decoded - decodeStarted, (double) (run.finished() - run.started()) / run.frames());
    workers.shadow().ifPresent(shadow -> shadow.offer(frame, event, shadowId()));
    return Outcome.Detected.of(
        event, new Timing(arrived, fetchNanos, decodeStarted, decoded, run), record.value());
  }

  private String shadowId() {
    return EventId.of(
        position.topicId(), position.partition(), position.offset(), EventId.Role.SHADOW);
  }

  private Outcome tooOld(Target target, long ageMillis) {
    return Outcome.Dropped.of(
        new FrameDropped(
            FrameOrigin.of(target.event()), input, target.model(), DropReason.TOO_OLD, ageMillis),
        record.value(),
        endsNow());
  }

  private Outcome inferenceFailed(Throwable failure) {
    if (failure instanceof StageException || failure instanceof CancellationException) {
      throw new CompletionException(failure);
    }
    return new Outcome.Rejected(
        RejectReason.INFERENCE_FAILED, failure, record.value(), Optional.of(endsNow()));
  }

  private CompletableFuture<Outcome> unavailable(TransientFetchException e) {
    if (workers.rules().onOutage() == OnOutage.DEAD_LETTER) {
      return rejected(e.reasonToGiveUp(), e);
    }
    LOG.warn("{} waits, for its image cannot be fetched: {}", input, e.getMessage());
    return CompletableFuture.failedFuture(new TryLaterException(e.getMessage(), e));
  }

  private CompletableFuture<Outcome> rejected(RejectReason reason, Exception cause) {
    return CompletableFuture.completedFuture(
        new Outcome.Rejected(reason, cause, record.value(), Optional.of(endsNow())));
  }

  private void begins(FramePhase next, long nanos) {
    reached = next;
    reachedAt = nanos;
  }

  private EarlyEnd endsNow() {
    return new EarlyEnd(arrived, reached, reachedAt, System.nanoTime());
  }
}
