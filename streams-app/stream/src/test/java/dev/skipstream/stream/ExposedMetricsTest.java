package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.Credits;
import dev.skipstream.frame.FramePhase;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.stream.internal.outcome.BatchRun;
import dev.skipstream.stream.internal.outcome.EarlyEnd;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Timing;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import dev.skipstream.stream.internal.telemetry.OutcomeMetrics;
import dev.skipstream.stream.internal.telemetry.SwapReporter;
import dev.skipstream.telemetry.ModelMetrics;
import dev.skipstream.topics.TopicNames;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The names and labels that dashboards and alarms rely on: docs/metrics.md lists them. */
class ExposedMetricsTest {
  private static final long MILLION = 1_000_000;
  private static final InputPosition INPUT = new InputPosition("images", 0, 0);
  private static final Instant CAPTURED = Instant.ofEpochMilli(10_000);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final FrameMetrics metrics = new FrameMetrics(registry);
  private final OutcomeMetrics outcomes = metrics.outcomes(TopicNames.of("images"));

  @Test
  void namesAreThoseOfTheDocumentation() {
    metrics.device("cpu");
    metrics.decoders(() -> 2);
    metrics.clockAhead();
    metrics.inFlight(new Credits(1, 1));
    ModelMetrics models = new ModelMetrics(registry);
    models.loaded(ScriptedDetector.MODEL, "cpu", Duration.ofMillis(1_500));
    Computation computation = new Computation(ComputeFormat.INT8, 1, "2.7.1", "oneDNN avx512_vnni");
    models.serve(Set.of(new EventModel(ScriptedDetector.MODEL, Optional.of(computation))));
    SwapReporter.counter(registry, "swapped");

    assertThat(families())
        .containsExactly(
            "skipstream_batch_size_frames histogram",
            "skipstream_batch_size_frames_max gauge",
            "skipstream_capture_skew_seconds gauge",
            "skipstream_clock_ahead_frames_total counter",
            "skipstream_compute_check_failures_total counter",
            "skipstream_decoder_threads gauge",
            "skipstream_device_busy_seconds_total counter",
            "skipstream_device_utilization_ratio gauge",
            "skipstream_end_to_end_seconds histogram",
            "skipstream_end_to_end_seconds_max gauge",
            "skipstream_frames_total counter",
            "skipstream_inflight_frames gauge",
            "skipstream_inflight_limit_frames gauge",
            "skipstream_model_info gauge",
            "skipstream_model_load_seconds gauge",
            "skipstream_model_swaps_total counter",
            "skipstream_stage_seconds histogram",
            "skipstream_stage_seconds_max gauge");
    assertThat(registry.scrape().lines())
        .contains(
            "skipstream_model_info{digest=\"sha256:00\",format=\"int8\",kernels=\"oneDNN"
                + " avx512_vnni\",libtorch=\"2.7.1\",name=\"scripted\",result_version=\"1\",version=\"1\"}"
                + " 1",
            "skipstream_model_load_seconds{device=\"cpu\",name=\"scripted\",version=\"1\"} 1.5",
            "skipstream_inflight_frames 0.0");
  }

  @Test
  void everyReasonIsThereBeforeItHappens() {
    assertThat(registry.scrape().lines().filter(line -> line.startsWith("skipstream_frames_total")))
        .hasSize(1 + DropReason.values().length + RejectReason.values().length)
        .allMatch(line -> line.endsWith(" 0.0"));
  }

  @Test
  void anOutcomeIsCountedUnderItsReason() {
    outcomes.forwarded(detected(0), 10_000, 10_000, 0);
    outcomes.forwarded(detected(0), 10_000, 10_000, 0);
    outcomes.forwarded(dropped(), 10_000, 10_000, 0);
    outcomes.forwarded(
        new Outcome.Rejected(RejectReason.EMPTY_IMAGE, new Exception(), null), 0, 0, 0);

    assertThat(
            registry
                .scrape()
                .lines()
                .filter(line -> line.startsWith("skipstream_frames_total"))
                .filter(line -> !line.endsWith(" 0.0")))
        .containsExactlyInAnyOrder(
            "skipstream_frames_total{outcome=\"detected\",pipeline=\"images-detections\",reason=\"none\"}"
                + " 2.0",
            "skipstream_frames_total{outcome=\"dropped\",pipeline=\"images-detections\",reason=\"too-old\"}"
                + " 1.0",
            "skipstream_frames_total{outcome=\"rejected\",pipeline=\"images-detections\",reason=\"empty-image\"}"
                + " 1.0");
  }

  @Test
  void theStagesOfAFrameAddUpToItsTime() {
    outcomes.forwarded(detected(3 * MILLION), 0, 0, 140 * MILLION);

    assertThat(sum("queue")).isEqualTo(0.007);
    assertThat(sum("fetch")).isEqualTo(0.003);
    assertThat(sum("decode")).isEqualTo(0.010);
    assertThat(sum("batch")).isEqualTo(0.030);
    assertThat(sum("inference")).isEqualTo(0.050);
    assertThat(sum("emit")).isEqualTo(0.040);
  }

  @Test
  void whatWasNotFetchedHasNoFetchTime() {
    outcomes.forwarded(detected(0), 0, 0, 140 * MILLION);

    assertThat(registry.get("skipstream.stage").tag("stage", "fetch").timer().count()).isZero();
    assertThat(registry.get("skipstream.stage").tag("stage", "decode").timer().count()).isOne();
  }

  @Test
  void aRecordFromAFastClockTakesNoTimeAndIsCounted() {
    outcomes.forwarded(detected(0), 10_000, 10_250, 0);
    outcomes.forwarded(detected(0), 10_000, 9_000, 0);

    assertThat(registry.scrape().lines())
        .contains(
            "skipstream_end_to_end_seconds_count{pipeline=\"images-detections\"} 2",
            "skipstream_end_to_end_seconds_sum{pipeline=\"images-detections\"} 0.25");
  }

  @Test
  void captureSkewMayBeNegative() {
    outcomes.forwarded(detected(0), 9_500, 0, 0);

    assertThat(registry.scrape().lines())
        .contains("skipstream_capture_skew_seconds{pipeline=\"images-detections\"} -0.5");
  }

  private static Outcome detected(long fetchNanos) {
    FrameInfo frame = new FrameInfo("1", "a", Optional.empty(), Optional.of(CAPTURED), 1, 1);
    long started = 7 * MILLION + fetchNanos;
    long decoded = started + 10 * MILLION;
    long left = decoded + 30 * MILLION;
    return new Outcome.Detected(
        new DetectionEvent(frame, Optional.of(INPUT), ScriptedDetector.MODEL, List.of()),
        new Timing(
            0, fetchNanos, started, decoded, new BatchRun("cpu", 1, left, left + 50 * MILLION)),
        Optional.empty());
  }

  private static Outcome dropped() {
    FrameOrigin frame = new FrameOrigin("1", "a", Optional.empty(), Optional.empty());
    return new Outcome.Dropped(
        new FrameDropped(frame, INPUT, ScriptedDetector.MODEL, DropReason.TOO_OLD, 1),
        Optional.empty(),
        new EarlyEnd(0, FramePhase.QUEUE, 0, 0));
  }

  private double sum(String stage) {
    return registry.get("skipstream.stage").tag("stage", stage).timer().totalTime(TimeUnit.SECONDS);
  }

  /** Name and type of each, sorted. */
  private List<String> families() {
    String mark = "# TYPE ";
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
        .sorted()
        .toList();
  }
}
