package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.source.FrameProducer;
import dev.skipstream.source.PublishTraces;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.OutcomeReader;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.stream.ScriptedApp;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.ScriptedFrames;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.telemetry.TraceSettings;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traces of frames, from a real stream to a receiver of OTLP. */
@Timeout(120)
class TracesIT {
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "operations.md");
  private static final String BEGIN = "<!-- begin: trace -->\n```\n";
  private static final String END = "```\n<!-- end: trace -->";

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("traced"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private OtlpReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = new OtlpReceiver();
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 1, (short) 1, 1_000_000);
    }
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void theTraceOfAFrameGoesFromItsPublicationToItsCommit() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> outcomes = stream(receiver.httpUrl(), false, 1, "a", "b");

    assertThat(receiver.services()).contains("skipstream", "skipstream-publish");
    List<Span> spans = receiver.spans();
    Span published = named(spans, "publish " + topics.images()).get(0);
    List<Span> trace = ofTrace(spans, published);
    Span process = named(trace, "process " + topics.images()).get(0);
    assertThat(process.getParentSpanId()).isEqualTo(published.getSpanId());
    assertThat(childrenOf(trace, process))
        .extracting(Span::getName)
        .containsExactly("queue", "decode", "batch", "inference", "emit", "commit");
    assertOneAfterTheOther(childrenOf(trace, process), process);
    assertThat(outcomes)
        .anySatisfy(
            outcome ->
                assertThat(header(outcome, "traceparent"))
                    .startsWith(
                        "00-%s-%s-"
                            .formatted(hex(process.getTraceId()), hex(process.getSpanId()))));
    compareWithDocument(tree(trace, published, 0));
  }

  @Test
  void theBatchLinksItsFrames() throws Exception {
    stream(receiver.grpcUrl(), true, 1, "a", "b", "c", "d");

    List<Span> spans = receiver.spans();
    List<ByteString> frames =
        named(spans, "process " + topics.images()).stream().map(Span::getSpanId).toList();
    List<Span> batches =
        named(spans, "batch").stream().filter(span -> span.getParentSpanId().isEmpty()).toList();
    assertThat(frames).hasSize(4);
    assertThat(batches)
        .flatExtracting(Span::getLinksList)
        .extracting(Span.Link::getSpanId)
        .containsExactlyInAnyOrderElementsOf(frames);
    assertThat(batches)
        .allSatisfy(
            batch ->
                assertThat(attribute(batch, "skipstream.batch.size"))
                    .isEqualTo(Integer.toString(batch.getLinksCount())));
    assertThat(named(spans, "inference"))
        .allSatisfy(
            span ->
                assertThat(span.getLinks(0).getSpanId())
                    .isIn(batches.stream().map(Span::getSpanId).toList()));
  }

  @Test
  void deadLettersAndSlowFramesAlwaysHaveATrace() throws Exception {
    stream(receiver.httpUrl(), false, 0, "fast", "damaged", "slow");

    assertThat(named(receiver.spans(), "process " + topics.images()))
        .extracting(
            span -> attribute(span, "skipstream.outcome"),
            span -> attribute(span, "messaging.kafka.offset"))
        .contains(tuple("rejected", "1"), tuple("detected", "2"));
  }

  @Test
  void aReceiverThatIsAwayLosesSpansAndNoFrame() throws Exception {
    String away;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      away = "http://127.0.0.1:" + free.getLocalPort();
    }

    assertThat(stream(away, false, 1, "a", "b", "c")).hasSize(3);

    assertThat(meters.get("skipstream.trace.spans").tag("outcome", "lost").counter().count())
        .isGreaterThanOrEqualTo(3);
    assertThat(meters.get("skipstream.trace.spans").tag("outcome", "sent").counter().count())
        .isZero();
  }

  /** Streams texts; returns their outcomes when all spans are sent or lost. */
  private List<ConsumerRecord<byte[], byte[]>> stream(
      String endpoint, boolean grpc, double ratio, String... texts) throws Exception {
    ScriptedDetector detector =
        new ScriptedDetector(
            () -> Duration.ofMillis(20).toNanos(),
            frames -> {
              if (frames.stream().map(ScriptedFrames::textOf).anyMatch("slow"::equals)) {
                await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
              }
            });
    List<ConsumerRecord<byte[], byte[]>> outcomes;
    try (OtlpTraces spans = OtlpTraces.open(URI.create(endpoint), grpc, "skipstream", meters);
        OtlpTraces publishing =
            OtlpTraces.open(URI.create(endpoint), grpc, "skipstream-publish", meters)) {
      try (RunningStream app =
          RunningStream.start(
              ScriptedApp.settings(
                      CLIENT,
                      topics.images() + "-app",
                      topics,
                      FrameRules.NONE,
                      StreamSettings.DEFAULT,
                      BatchSettings.DEFAULT)
                  .models(LoadedModels.of(ScriptedApp.devices(detector)))
                  .telemetry(
                      new Telemetry(
                          meters,
                          new StreamHealth(List.of(ScriptedDetector.MODEL)),
                          Optional.of(
                              new TraceSettings(spans.tracer(), ratio, Duration.ofSeconds(1)))))
                  .build())) {
        await().atMost(PATIENCE).until(app::isReady);
        publish(new PublishTraces(publishing.tracer(), ratio), texts);
        try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
          outcomes = reader.read(texts.length, PATIENCE);
        }
        app.throwIfEnded();
      }
    }
    return outcomes;
  }

  private void publish(PublishTraces traces, String... texts) {
    try (FrameProducer producer =
        new FrameProducer(CLIENT, topics.images(), Optional.empty(), traces)) {
      for (int i = 0; i < texts.length; i++) {
        producer.publish(
            new ImageEvent(
                "gate/" + i,
                "gate",
                Optional.of((long) i),
                Optional.empty(),
                Optional.of("image/jpeg"),
                ScriptedFrames.image(texts[i])));
      }
      producer.flush();
    }
  }

  private static List<Span> named(List<Span> spans, String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).toList();
  }

  private static List<Span> ofTrace(List<Span> spans, Span any) {
    return spans.stream().filter(span -> span.getTraceId().equals(any.getTraceId())).toList();
  }

  private static List<Span> childrenOf(List<Span> spans, Span parent) {
    return spans.stream()
        .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
        .sorted(
            Comparator.comparingLong(Span::getStartTimeUnixNano)
                .thenComparingLong(Span::getEndTimeUnixNano))
        .toList();
  }

  private static void assertOneAfterTheOther(List<Span> steps, Span process) {
    long end = process.getStartTimeUnixNano();
    for (Span step : steps) {
      assertThat(step.getStartTimeUnixNano()).as(step.getName()).isEqualTo(end);
      assertThat(step.getEndTimeUnixNano()).as(step.getName()).isGreaterThanOrEqualTo(end);
      end = step.getEndTimeUnixNano();
    }
    assertThat(process.getEndTimeUnixNano()).isEqualTo(end);
  }

  private static String attribute(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(KeyValue::getValue)
        .map(
            value ->
                value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue())
        .findFirst()
        .orElse("");
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  /** The spans below one, as lines of their names and milliseconds. */
  private List<String> tree(List<Span> spans, Span span, int depth) {
    List<String> lines = new ArrayList<>();
    String name = "  ".repeat(depth) + span.getName().replace(topics.images(), "images");
    double millis = (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1e6;
    lines.add(
        "%-20s %8.1f ms%s"
            .formatted(
                name, millis, span.getLinksCount() > 0 ? "  links the span of its batch" : ""));
    childrenOf(spans, span).forEach(child -> lines.addAll(tree(spans, child, depth + 1)));
    return lines;
  }

  /** Compares the names; with {@code -Dskipstream.docs.write=true}, writes the tree. */
  private static void compareWithDocument(List<String> tree) throws IOException {
    String text = Files.readString(DOCUMENT);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    assertThat(end).as("a block of a trace in %s", DOCUMENT).isGreaterThanOrEqualTo(begin);
    if (Boolean.getBoolean("skipstream.docs.write")) {
      Files.writeString(
          DOCUMENT,
          text.substring(0, begin) + String.join("\n", tree) + "\n" + text.substring(end));
      return;
    }
    assertThat(namesOf(text.substring(begin, end).lines().toList())).isEqualTo(namesOf(tree));
  }

  private static List<String> namesOf(List<String> tree) {
    return tree.stream()
        .map(line -> line.replaceAll(" +[\\d.]+ ms", "").toLowerCase(Locale.ROOT))
        .collect(Collectors.toList());
  }
}
