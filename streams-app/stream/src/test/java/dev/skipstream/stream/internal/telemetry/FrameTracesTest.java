package dev.skipstream.stream.internal.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.frame.FramePhase;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.internal.outcome.BatchRun;
import dev.skipstream.stream.internal.outcome.EarlyEnd;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Timing;
import dev.skipstream.telemetry.TraceSettings;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTracesTest {
  private static final long MILLION = 1_000_000;
  private static final TopicPartition PARTITION = new TopicPartition("images", 3);
  private static final Duration SLOW = Duration.ofMillis(100);
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final List<SpanData> spans = new ArrayList<>();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(new Collecting()))
          .build();
  private final FrameTraces never = traces(0);

  /** Keeps the spans that have ended. */
  private final class Collecting implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      spans.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @AfterEach
  void close() {
    provider.close();
  }

  @ParameterizedTest
  @CsvSource({"99, 0", "100, 0", "101, 1"})
  void aSlowFrameAlwaysHasATrace(long millis, int expected) {
    leave(never, new RecordHeaders(), detected(run(1)), millis);

    assertThat(committed(never)).hasSize(expected);
  }

  @Test
  void aDeadLetterAlwaysHasATrace() {
    leave(never, new RecordHeaders(), rejected(), 5);

    SpanData root = committed(never).get(0);
    assertThat(root.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(named("decode")).hasSize(1);
    assertThat(named("queue")).hasSize(1);
  }

  @Test
  void anOutcomeThatCannotBeWrittenIsADeadLetterToo() {
    FrameTrace trace = begin(never, new RecordHeaders(), detected(run(1)), 5);

    trace.left(rejected());

    assertThat(committed(never)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"00, 0, 0", "01, 0, 1", "00, 1, 0", "01, 1, 1"})
  void theSamplingOfTheInputIsThatOfTheFrame(String flags, double ratio, int expected) {
    FrameTraces traces = traces(ratio);
    Headers headers = new RecordHeaders();
    headers.add("traceparent", "00-%s-b7ad6b7169203331-%s".formatted(TRACE, flags).getBytes(UTF_8));

    FrameTrace trace = begin(traces, headers, detected(run(1)), 5);
    RecordHeaders out = new RecordHeaders();
    trace.writeContext(out);
    trace.left(detected(run(1)));

    List<SpanData> roots = committed(traces);
    assertThat(roots).hasSize(expected);
    String context = new String(out.lastHeader("traceparent").value(), UTF_8);
    assertThat(context).startsWith("00-" + TRACE);
    assertThat(context.contains("b7ad6b7169203331")).isEqualTo(expected == 0);
    assertThat(roots).allMatch(root -> root.getParentSpanId().equals("b7ad6b7169203331"));
  }

  @Test
  void theRatioIsForFramesWithoutAContext() {
    leave(traces(0), new RecordHeaders(), detected(run(1)), 5);
    assertThat(committed(never)).isEmpty();

    FrameTraces always = traces(1);
    leave(always, new RecordHeaders(), detected(run(1)), 5);
    assertThat(committed(always)).hasSize(1);
  }

  @Test
  void theStepsOfAFrameFollowEachOther() {
    FrameTraces always = traces(1);
    leave(always, new RecordHeaders(), detected(run(1)), 90);
    committed(always);

    assertThat(spans)
        .filteredOn(span -> span.getName().matches("queue|decode|batch|inference|emit"))
        .filteredOn(span -> span.getParentSpanContext().isValid())
        .extracting(span -> (span.getEndEpochNanos() - span.getStartEpochNanos()) / MILLION)
        .containsExactly(10L, 20L, 10L, 30L, 20L);
  }

  @Test
  void theBatchEndsWithItsLastFrameAndLinksThoseWithATrace() {
    BatchRun run = run(3);
    FrameTraces always = traces(1);
    leave(always, new RecordHeaders(), detected(run), 90);
    leave(always, new RecordHeaders(), detected(run), 90);
    assertThat(batches()).isEmpty();

    leave(never, new RecordHeaders(), detected(run), 90);
    leave(always, new RecordHeaders(), rejected(), 90);
    assertThat(batches()).isEmpty();
    always.close();

    assertThat(batches()).hasSize(1);
    assertThat(batches().get(0).getLinks()).hasSize(2);
  }

  @Test
  void theBatchOfTracedFramesEndsWithoutAClose() {
    BatchRun run = run(2);
    FrameTraces always = traces(1);
    leave(always, new RecordHeaders(), detected(run), 90);
    leave(always, new RecordHeaders(), detected(run), 90);

    assertThat(batches()).hasSize(1);
    assertThat(batches().get(0).getEndEpochNanos() - batches().get(0).getStartEpochNanos())
        .isEqualTo(30 * MILLION);
  }

  @Test
  void aRecordThatIsReadAgainHasATraceThatSaysSo() {
    FrameTraces always = traces(1);
    leave(always, new RecordHeaders(), detected(run(1)), 90);
    always.committed(PARTITION, 9);
    assertThat(roots()).isEmpty();

    always.givenUp(PARTITION);

    assertThat(roots().get(0).getAttributes().get(FrameTraces.COMMITTED)).isFalse();
    assertThat(named("commit")).isEmpty();
  }

  @Test
  void tracesWithoutACommitAreBounded() {
    FrameTraces always = traces(1);
    for (int i = 0; i < 5_000; i++) {
      leave(always, new RecordHeaders(), rejected(), 1);
    }

    assertThat(roots()).hasSize(5_000 - 4_096);
  }

  private FrameTraces traces(double ratio) {
    return new FrameTraces(Optional.of(new TraceSettings(provider.get("test"), ratio, SLOW)));
  }

  private static void leave(FrameTraces traces, Headers headers, Outcome outcome, long millis) {
    begin(traces, headers, outcome, millis).left(outcome);
  }

  /**
   * A frame whose outcome leaves now.
   *
   * @param millis since it was accepted
   */
  private static FrameTrace begin(
      FrameTraces traces, Headers headers, Outcome outcome, long millis) {
    return traces.leaving(headers, outcome, new At(), new FrameClock(1_000, millis * MILLION));
  }

  private record At() implements RecordMetadata {
    @Override
    public String topic() {
      return "images";
    }

    @Override
    public int partition() {
      return 3;
    }

    @Override
    public long offset() {
      return 9;
    }
  }

  private static BatchRun run(int frames) {
    return new BatchRun("cpu", frames, 40 * MILLION, 70 * MILLION);
  }

  private static Outcome detected(BatchRun run) {
    FrameInfo frame = new FrameInfo("1", "a", Optional.empty(), Optional.empty(), 1, 1);
    return new Outcome.Detected(
        new DetectionEvent(
            frame,
            Optional.of(new InputPosition("images", 3, 9)),
            ScriptedDetector.MODEL,
            List.of()),
        new Timing(0, 0, 10 * MILLION, 30 * MILLION, run),
        Optional.empty());
  }

  private static Outcome rejected() {
    return new Outcome.Rejected(
        RejectReason.DAMAGED_IMAGE,
        new IllegalStateException("cut short"),
        new byte[] {1},
        Optional.of(new EarlyEnd(0, FramePhase.DECODE, MILLION, 2 * MILLION)));
  }

  private List<SpanData> committed(FrameTraces traces) {
    traces.committed(PARTITION, 10);
    return roots();
  }

  private List<SpanData> roots() {
    return named("process images");
  }

  private List<SpanData> batches() {
    return named("batch").stream().filter(span -> !span.getParentSpanContext().isValid()).toList();
  }

  private List<SpanData> named(String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).toList();
  }
}
