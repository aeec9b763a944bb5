package dev.skipstream.stream.internal.telemetry;

import dev.skipstream.stream.internal.outcome.BatchRun;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.telemetry.TraceSettings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The traces of frames. A trace is made when the outcome of its frame leaves, because the outcome
 * and the duration decide if the frame has one. It is complete when the frame's offset is
 * committed.
 *
 * <p>Threading: stream threads, which it does not block. One lock, held for map lookups; spans end
 * outside it.
 */
public final class FrameTraces implements AutoCloseable {
  /** No traces. */
  public static final FrameTraces NONE = new FrameTraces(Optional.empty());

  static final AttributeKey<Boolean> COMMITTED = AttributeKey.booleanKey("skipstream.committed");

  /**
   * Traces of one partition that wait for a commit. With a long commit interval the oldest end
   * without their commit.
   */
  private static final int MAX_UNCOMMITTED = 4_096;

  /** Batches with a frame whose outcome has not left. The oldest ends without its later frames. */
  private static final int MAX_BATCHES = 256;

  private final Optional<TraceSettings> settings;
  private final Map<TopicPartition, Deque<Uncommitted>> uncommitted = new HashMap<>();
  private final Map<BatchRun, BatchSpan> batches = new LinkedHashMap<>();

  /** A trace that waits for the commit of its offset. */
  private record Uncommitted(long offset, Span root, FrameClock clock, long left) {}

  /** The span of a batch, and the time of its end. */
  private record BatchSpan(Span span, long endEpochNanos) {
    void end() {
      span.end(endEpochNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Traces by the settings. */
  public FrameTraces(Optional<TraceSettings> settings) {
    this.settings = settings;
  }

  /**
   * Decides if a frame has a trace.
   *
   * @param input the headers of its record
   * @param outcome leaves now
   * @param at the position of its record
   * @param clock the current time
   */
  public FrameTrace leaving(Headers input, Outcome outcome, RecordMetadata at, FrameClock clock) {
    if (settings.isEmpty()) {
      return new FrameTrace.Carried(input);
    }
    TraceSettings by = settings.get();
    SpanContext parent = TraceHeaders.read(input);
    return new FrameSpans(
        this, input, parent, outcome, at, clock, isTraced(by, parent, outcome, clock));
  }

  private static boolean isTraced(
      TraceSettings by, SpanContext parent, Outcome outcome, FrameClock clock) {
    return outcome instanceof Outcome.Rejected
        || isSlow(by.slow(), outcome, clock)
        || (parent.isValid()
            ? parent.isSampled()
            : ThreadLocalRandom.current().nextDouble() < by.ratio());
  }

  private static boolean isSlow(Duration limit, Outcome outcome, FrameClock clock) {
    return clock.nanos() - FrameSpans.arrived(outcome, clock) > limit.toNanos();
  }

  Tracer tracer() {
    return settings.orElseThrow().tracer();
  }

  /** Links a frame and its batch; returns the context of the batch's span. */
  SpanContext link(BatchRun run, String model, SpanContext frame, FrameClock clock) {
    BatchSpan batch;
    Optional<BatchSpan> oldest = Optional.empty();
    synchronized (this) {
      batch = batches.get(run);
      if (batch == null) {
        batch = begin(run, model, clock);
        batches.put(run, batch);
        oldest = batches.size() > MAX_BATCHES ? Optional.of(removeOldest()) : Optional.empty();
      }
    }
    oldest.ifPresent(BatchSpan::end);
    batch.span().addLink(frame);
    return batch.span().getSpanContext();
  }

  private BatchSpan removeOldest() {
    BatchRun oldest = batches.keySet().iterator().next();
    return batches.remove(oldest);
  }

  private BatchSpan begin(BatchRun run, String model, FrameClock clock) {
    Span span =
        tracer()
            .spanBuilder("batch")
            .setNoParent()
            .setStartTimestamp(clock.epochNanos(run.started()), TimeUnit.NANOSECONDS)
            .setAttribute("skipstream.device", run.device())
            .setAttribute("skipstream.batch.size", run.frames())
            .setAttribute("skipstream.model", model)
            .startSpan();
    return new BatchSpan(span, clock.epochNanos(run.finished()));
  }

  /** The outcome of a frame of the batch has left; with the last one the batch's span ends. */
  void outcomeLeft(BatchRun run) {
    if (!run.outcomeLeft()) {
      return;
    }
    BatchSpan batch;
    synchronized (this) {
      batch = batches.remove(run);
    }
    if (batch != null) {
      batch.end();
    }
  }

  /** Keeps a trace until its offset is committed. */
  void awaitCommit(TopicPartition partition, long offset, Span root, FrameClock clock) {
    Uncommitted oldest = null;
    synchronized (this) {
      Deque<Uncommitted> waiting =
          uncommitted.computeIfAbsent(partition, key -> new ArrayDeque<>());
      waiting.add(new Uncommitted(offset, root, clock, clock.nanos()));
      if (waiting.size() > MAX_UNCOMMITTED) {
        oldest = waiting.remove();
      }
    }
    if (oldest != null) {
      oldest.root().end(oldest.clock().epochNanos(oldest.left()), TimeUnit.NANOSECONDS);
    }
  }

  /** The outcomes of all records before {@code offset} are committed. */
  public void committed(TopicPartition partition, long offset) {
    long now = System.nanoTime();
    for (Uncommitted trace : take(partition, offset)) {
      FrameSpans.span(tracer(), trace.root(), "commit", trace.clock(), trace.left(), now);
      trace.root().setAttribute(COMMITTED, true);
      trace.root().end(trace.clock().epochNanos(now), TimeUnit.NANOSECONDS);
    }
  }

  /** Records of {@code partition} that are not committed are read again, here or elsewhere. */
  public void givenUp(TopicPartition partition) {
    long now = System.nanoTime();
    for (Uncommitted trace : take(partition, Long.MAX_VALUE)) {
      trace.root().setAttribute(COMMITTED, false);
      trace.root().setStatus(StatusCode.ERROR, "not committed: the record is read again");
      trace.root().end(trace.clock().epochNanos(now), TimeUnit.NANOSECONDS);
    }
  }

  private synchronized List<Uncommitted> take(TopicPartition partition, long before) {
    Deque<Uncommitted> waiting = uncommitted.get(partition);
    if (waiting == null) {
      return List.of();
    }
    List<Uncommitted> taken = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.peek().offset() < before) {
      taken.add(waiting.remove());
    }
    return taken;
  }

  /** Ends the traces that are left. */
  @Override
  public void close() {
    List<TopicPartition> partitions;
    List<BatchSpan> rest;
    synchronized (this) {
      partitions = List.copyOf(uncommitted.keySet());
      rest = List.copyOf(batches.values());
      batches.clear();
    }
    partitions.forEach(this::givenUp);
    rest.forEach(BatchSpan::end);
  }
}
