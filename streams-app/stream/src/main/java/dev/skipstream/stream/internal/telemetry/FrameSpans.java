package dev.skipstream.stream.internal.telemetry;

import dev.skipstream.frame.FramePhase;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.serde.TraceContext;
import dev.skipstream.stream.internal.outcome.BatchRun;
import dev.skipstream.stream.internal.outcome.EarlyEnd;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Timing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The spans of one frame, in a stream with traces: none, where the frame has no trace.
 *
 * <p>Threading: the stream thread that forwards the outcome.
 */
final class FrameSpans implements FrameTrace {
  private final FrameTraces traces;
  private final Headers input;
  private final SpanContext parent;
  private final Outcome outcome;
  private final RecordMetadata at;
  private final FrameClock clock;
  private Optional<Span> root;

  FrameSpans(
      FrameTraces traces,
      Headers input,
      SpanContext parent,
      Outcome outcome,
      RecordMetadata at,
      FrameClock clock,
      boolean traced) {
    this.traces = traces;
    this.input = input;
    this.parent = parent;
    this.outcome = outcome;
    this.at = at;
    this.clock = clock;
    this.root = traced ? Optional.of(begin(traces.tracer())) : Optional.empty();
  }

  /** Returns when the frame was accepted; now, where that is not known. */
  static long arrived(Outcome outcome, FrameClock now) {
    if (outcome instanceof Outcome.Detected detected) {
      return detected.timing().arrived();
    }
    return early(outcome).map(EarlyEnd::arrived).orElse(now.nanos());
  }

  private static Optional<EarlyEnd> early(Outcome outcome) {
    if (outcome instanceof Outcome.Dropped dropped) {
      return Optional.of(dropped.end());
    }
    return outcome instanceof Outcome.Rejected rejected ? rejected.end() : Optional.empty();
  }

  private Span begin(Tracer tracer) {
    return tracer
        .spanBuilder("process " + at.topic())
        .setSpanKind(SpanKind.CONSUMER)
        .setParent(Context.root().with(Span.wrap(parent)))
        .setStartTimestamp(clock.epochNanos(arrived(outcome, clock)), TimeUnit.NANOSECONDS)
        .setAttribute("messaging.system", "kafka")
        .setAttribute("messaging.operation.type", "process")
        .setAttribute("messaging.destination.name", at.topic())
        .setAttribute("messaging.destination.partition.id", Integer.toString(at.partition()))
        .setAttribute("messaging.kafka.offset", at.offset())
        .startSpan();
  }

  @Override
  public void writeContext(Headers output) {
    if (root.isPresent()) {
      TraceHeaders.write(root.get(), output);
    } else {
      TraceContext.copy(input, output);
    }
  }

  @Override
  public void left(Outcome written) {
    if (written instanceof Outcome.Rejected && root.isEmpty()) {
      root = Optional.of(begin(traces.tracer()));
    }
    root.ifPresent(span -> complete(span, written));
    if (outcome instanceof Outcome.Detected detected) {
      traces.outcomeLeft(detected.timing().run());
    }
  }

  private void complete(Span span, Outcome written) {
    if (outcome instanceof Outcome.Detected detected) {
      phases(span, detected);
    } else {
      early(outcome).ifPresent(end -> phases(traces.tracer(), span, end));
    }
    describe(span, written);
    traces.awaitCommit(new TopicPartition(at.topic(), at.partition()), at.offset(), span, clock);
  }

  private void phases(Span span, Outcome.Detected detected) {
    Tracer tracer = traces.tracer();
    FindingsEvent event = detected.event();
    Timing timing = detected.timing();
    BatchRun run = timing.run();
    String model = event.model().name() + "/" + event.model().version();
    span.setAttribute("skipstream.frame.id", event.frame().id());
    span.setAttribute("skipstream.model", model);
    long fetched = timing.decodeStarted() - timing.fetchNanos();
    phase(tracer, span, FramePhase.QUEUE, timing.arrived(), fetched);
    if (timing.fetchNanos() > 0) {
      phase(tracer, span, FramePhase.FETCH, fetched, timing.decodeStarted());
    }
    phase(tracer, span, FramePhase.DECODE, timing.decodeStarted(), timing.decoded());
    phase(tracer, span, FramePhase.BATCH, timing.decoded(), run.started());
    SpanContext batch = traces.link(run, model, span.getSpanContext(), clock);
    Span inference =
        tracer
            .spanBuilder(FramePhase.INFERENCE.label())
            .setParent(Context.root().with(span))
            .addLink(batch)
            .setAttribute("skipstream.batch.size", run.frames())
            .setStartTimestamp(clock.epochNanos(run.started()), TimeUnit.NANOSECONDS)
            .startSpan();
    inference.end(clock.epochNanos(run.finished()), TimeUnit.NANOSECONDS);
    phase(tracer, span, FramePhase.EMIT, run.finished(), clock.nanos());
  }

  private void phases(Tracer tracer, Span span, EarlyEnd end) {
    if (end.phase() != FramePhase.QUEUE) {
      phase(tracer, span, FramePhase.QUEUE, end.arrived(), end.began());
    }
    phase(tracer, span, end.phase(), end.began(), end.ended());
    phase(tracer, span, FramePhase.EMIT, end.ended(), clock.nanos());
  }

  private static void describe(Span span, Outcome written) {
    if (written instanceof Outcome.Rejected rejected) {
      span.setAttribute("skipstream.outcome", "rejected");
      span.setAttribute("skipstream.reason", rejected.reason().code());
      span.setStatus(StatusCode.ERROR, rejected.reason().code());
    } else if (written instanceof Outcome.Dropped dropped) {
      span.setAttribute("skipstream.outcome", "dropped");
      span.setAttribute("skipstream.reason", dropped.event().reason().toString());
      span.setAttribute("skipstream.frame.id", dropped.event().frame().id());
    } else {
      span.setAttribute("skipstream.outcome", "detected");
    }
  }

  private void phase(Tracer tracer, Span parent, FramePhase phase, long from, long to) {
    span(tracer, parent, phase.label(), clock, from, to);
  }

  /** Makes a span of explicit times, which are on {@link System#nanoTime()}. */
  static void span(Tracer tracer, Span parent, String name, FrameClock clock, long from, long to) {
    tracer
        .spanBuilder(name)
        .setParent(Context.root().with(parent))
        .setStartTimestamp(clock.epochNanos(from), TimeUnit.NANOSECONDS)
        .startSpan()
        .end(clock.epochNanos(to), TimeUnit.NANOSECONDS);
  }
}
