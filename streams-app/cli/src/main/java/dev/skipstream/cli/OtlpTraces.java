package dev.skipstream.cli;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to a receiver by OTLP. A receiver that is away or slow loses spans, and delays no
 * frame: spans wait in a bounded queue, and a span that finds it full is lost. The counter {@code
 * skipstream.trace.spans} has both outcomes, and the log has one warning until spans are sent
 * again.
 *
 * <p>Threading: spans end on any thread, which never blocks. A thread of the SDK sends them. {@link
 * #close} waits for the last ones, with a bound.
 */
final class OtlpTraces implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpTraces.class);

  /** A frame has about nine spans: of two hundred frames and more in a second. */
  private static final int QUEUED_SPANS = 8_192;

  private static final int SPANS_OF_A_REQUEST = 512;
  private static final Duration SEND_EVERY = Duration.ofSeconds(1);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);
  private static final long CLOSE_SECONDS = 3;

  /** Its exporters warn of each request that fails; this class warns once. Kept from collection. */
  private static final java.util.logging.Logger LIBRARY =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private OtlpTraces(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("dev.skipstream");
  }

  /**
   * Opens an exporter. It connects with the first spans.
   *
   * @param endpoint the base URL of the receiver; by HTTP its path, if any, replaces {@code
   *     /v1/traces}
   */
  static OtlpTraces open(URI endpoint, boolean grpc, String service, MeterRegistry meters) {
    LIBRARY.setLevel(Level.OFF);
    SpanExporter exporter = grpc ? grpc(endpoint) : http(endpoint);
    Attributes about =
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            service,
            AttributeKey.stringKey("service.instance.id"),
            UUID.randomUUID().toString());
    return new OtlpTraces(
        SdkTracerProvider.builder()
            .setResource(Resource.create(about))
            // Stream and publisher decide which frames have a trace.
            .setSampler(Sampler.alwaysOn())
            .addSpanProcessor(new BoundedSpans(exporter, endpoint, meters))
            .build());
  }

  private static SpanExporter grpc(URI endpoint) {
    return OtlpGrpcSpanExporter.builder()
        .setEndpoint(endpoint.toString())
        .setTimeout(REQUEST_LIMIT)
        .build();
  }

  private static SpanExporter http(URI endpoint) {
    String path = endpoint.getPath();
    boolean base = path == null || path.isEmpty() || path.equals("/");
    return OtlpHttpSpanExporter.builder()
        .setEndpoint((base ? endpoint.resolve("/v1/traces") : endpoint).toString())
        .setTimeout(REQUEST_LIMIT)
        .build();
  }

  /** Returns the tracer that makes the spans. */
  Tracer tracer() {
    return tracer;
  }

  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Counts the spans that enter the queue of the SDK, and those that leave it. The SDK does not
   * report the spans that its queue loses.
   */
  private static final class BoundedSpans implements SpanProcessor, SpanExporter {
    private final SpanExporter exporter;
    private final URI endpoint;
    private final SpanProcessor queue;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean warned = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Counter sent;
    private final Counter lost;

    BoundedSpans(SpanExporter exporter, URI endpoint, MeterRegistry meters) {
      this.exporter = exporter;
      this.endpoint = endpoint;
      this.sent = counter(meters, "sent");
      this.lost = counter(meters, "lost");
      this.queue =
          BatchSpanProcessor.builder(this)
              .setMaxQueueSize(QUEUED_SPANS)
              .setMaxExportBatchSize(SPANS_OF_A_REQUEST)
              .setScheduleDelay(SEND_EVERY)
              .setExporterTimeout(REQUEST_LIMIT.plusSeconds(1))
              .build();
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
      return Counter.builder("skipstream.trace.spans")
          .description("spans of traces by outcome")
          .baseUnit("spans")
          .tag("outcome", outcome)
          .register(meters);
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      // A request that is under way still counts: the queue itself always has room.
      if (waiting.incrementAndGet() > QUEUED_SPANS) {
        waiting.decrementAndGet();
        lose(1, "the queue is full");
      } else {
        queue.onEnd(span);
      }
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(
          () -> {
            waiting.addAndGet(-spans.size());
            if (result.isSuccess()) {
              sent.increment(spans.size());
              if (warned.compareAndSet(true, false)) {
                LOG.info("traces: {} accepts spans again", endpoint);
              }
            } else {
              lose(spans.size(), String.valueOf(result.getFailureThrowable()));
            }
          });
      return result;
    }

    private void lose(int spans, String why) {
      lost.increment(spans);
      if (warned.compareAndSet(false, true)) {
        LOG.warn(
            "traces: spans are lost, since {} does not accept them ({}); the stream continues."
                + " Check --otlp-endpoint and --otlp-protocol",
            endpoint,
            why);
      }
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode forceFlush() {
      return queue.forceFlush();
    }

    @Override
    public CompletableResultCode shutdown() {
      // Called by the provider, and by the queue for its exporter.
      return closing.compareAndSet(false, true) ? queue.shutdown() : exporter.shutdown();
    }

    @Override
    public void close() {
      shutdown();
    }
  }
}
