package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.skipstream.audit.Audit;
import dev.skipstream.audit.AuditReport;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.stream.internal.journal.FailureTopic;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Safeguards;
import dev.skipstream.stream.internal.telemetry.OutcomeMetrics;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.RangeBound;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records that end the stream where nothing keeps them from it but safeguard 3. */
@Timeout(120)
class PoisonRecordIT {
  private static final Map<String, Object> CLIENT = client();
  private static final int GOOD = 20;
  private static final List<String> NEXT =
      List.of("tries it again", "the next start tries it alone", "It ran alone");
  private static final String DEFECT = "overflows";
  private static final Instant IN_2099 = Instant.parse("2099-01-01T00:00:00Z");

  @TempDir Path folder;

  private static Map<String, Object> client() {
    Map<String, Object> client = new HashMap<>(SharedBroker.SHORT_SESSION);
    client.put("bootstrap.servers", SharedBroker.bootstrapServers());
    return client;
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  /** The way in which a record ends the stream, or would. */
  enum Poison {
    NO_TIMESTAMP("stopped-the-stream"),
    /** Fails in the work on the frame, whose failures are dead letters by themselves. */
    CE_TIME_OUT_OF_RANGE("internal"),
    KEY_OF_900_KB("stopped-the-stream"),
    TIMESTAMP_IN_2099("stopped-the-stream"),
    /**
     * A defect like that of a capture time once: the outcome is made, and fails where it is
     * forwarded.
     */
    DEFECT_OF_THE_OUTCOMES_NODE("stopped-the-stream");

    private final String reason;

    Poison(String reason) {
      this.reason = reason;
    }

    boolean endsTheStream() {
      return reason.equals("stopped-the-stream");
    }

    ProducerRecord<byte[], byte[]> in(String topic, int partition) {
      byte[] image = ScriptedFrames.image("cat");
      return switch (this) {
        case NO_TIMESTAMP ->
            // The constructor refuses what the protocol allows and other clients send.
            new ProducerRecord<>(topic, partition, null, image) {
              @Override
              public Long timestamp() {
                return -1L;
              }
            };
        case CE_TIME_OUT_OF_RANGE -> {
          ProducerRecord<byte[], byte[]> record =
              new ProducerRecord<>(topic, partition, null, image);
          Map.of(
                  "ce_specversion", "1.0",
                  "ce_id", "1",
                  "ce_source", "camera",
                  "ce_type", dev.skipstream.schemas.event.ImageEvent.TYPE,
                  "ce_time", "+999999999-12-31T23:59:59Z")
              .forEach((key, value) -> record.headers().add(key, value.getBytes(UTF_8)));
          yield record;
        }
        case KEY_OF_900_KB -> new ProducerRecord<>(topic, partition, new byte[900_000], image);
        case TIMESTAMP_IN_2099 ->
            new ProducerRecord<>(topic, partition, IN_2099.toEpochMilli(), null, image);
        case DEFECT_OF_THE_OUTCOMES_NODE ->
            new ProducerRecord<>(topic, partition, null, ScriptedFrames.image(DEFECT));
      };
    }
  }

  /** Each start finds an empty state folder, as on another machine. */
  @Test
  void theStreamGetsPastEachWithinThreeRestarts() throws Exception {
    CompletableFuture<?>[] all =
        Stream.of(
                new Scenario(Poison.NO_TIMESTAMP, true, GroupProtocol.CLASSIC),
                new Scenario(Poison.CE_TIME_OUT_OF_RANGE, true, GroupProtocol.CLASSIC),
                new Scenario(Poison.KEY_OF_900_KB, false, GroupProtocol.CLASSIC),
                new Scenario(Poison.TIMESTAMP_IN_2099, true, GroupProtocol.CLASSIC),
                new Scenario(Poison.DEFECT_OF_THE_OUTCOMES_NODE, true, GroupProtocol.CLASSIC))
            // Side by side: a restart mostly waits for the session of the instance before.
            .map(scenario -> CompletableFuture.runAsync(scenario::play, threads))
            .toArray(CompletableFuture[]::new);

    // A stream that does not end would be waited for without a limit: join() cannot be interrupted.
    CompletableFuture.allOf(all).get(110, TimeUnit.SECONDS);
  }

  /** One poison among good records, and topics of its own. */
  private final class Scenario {
    private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("poison"));
    private final String application = topics.images() + "-app";
    private final Poison poison;
    private final boolean exactlyOnce;
    private final GroupProtocol protocol;

    Scenario(Poison poison, boolean exactlyOnce, GroupProtocol protocol) {
      this.poison = poison;
      this.exactlyOnce = exactlyOnce;
      this.protocol = protocol;
    }

    void play() {
      try {
        createTopics();
        long offset = publish();
        for (int start = 0; start < 3 && poison.endsTheStream(); start++) {
          assertEndsAt(offset, start);
        }
        assertOutcomes(offset, runToTheEnd());
      } catch (Exception e) {
        throw new IllegalStateException(poison + ": " + e, e);
      }
    }

    private void createTopics() throws Exception {
      try (Admin admin = SharedBroker.admin()) {
        admin
            .createTopics(
                List.of(
                    new NewTopic(topics.images(), 2, (short) 1)
                        .configs(
                            Map.of(
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                "2000000",
                                TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                                Long.toString(Long.MAX_VALUE)))))
            .all()
            .get();
        Topics.create(admin, topics, 2, (short) 1, 2_000_000);
      }
    }

    /** The poison is the sixth record of partition 0, among those that the producer batches. */
    private long publish() throws Exception {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of(
                  "bootstrap.servers",
                  SharedBroker.bootstrapServers(),
                  "max.request.size",
                  2_000_000),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        for (int i = 0; i < GOOD; i++) {
          if (i == GOOD / 2) {
            sent.add(producer.send(poison.in(topics.images(), 0)));
          }
          sent.add(
              producer.send(
                  new ProducerRecord<>(
                      topics.images(), i % 2, null, ScriptedFrames.image("frame " + i))));
        }
        producer.flush();
        return sent.get(GOOD / 2).get().offset();
      }
    }

    private void assertEndsAt(long offset, int start) throws Exception {
      assertThat(catchThrowable(app("state-" + start)::run))
          .as("%s, start %d", poison, start)
          .isInstanceOf(StreamStoppedException.class)
          .hasMessageContaining("record %s-0@%d: ".formatted(topics.images(), offset))
          .hasMessageContaining(NEXT.get(start))
          .hasMessageContaining(
              "skipstream skip --topic %s --partition 0 --offset %d --application-id %s --because"
                  .formatted(topics.images(), offset, application));
    }

    private DetectionStream app(String state) throws IOException {
      return new UnguardedApp(
          ScriptedApp.settings(
                  CLIENT,
                  application,
                  topics,
                  new StreamSettings(
                      exactlyOnce, protocol, 2, Duration.ofMillis(200), Duration.ofSeconds(20)),
                  new BatchSettings(4, Duration.ofMillis(5), 2))
              .images(
                  ScriptedApp.images(
                      ScriptedFrames::decode,
                      Optional.of(Files.createDirectory(folder.resolve(topics.images() + state)))))
              .models(LoadedModels.of(ScriptedApp.devices(new ScriptedDetector())))
              .build());
    }

    private List<ConsumerRecord<byte[], byte[]>> runToTheEnd() throws IOException {
      DetectionStream app = app("state-last");
      CompletableFuture<Void> running = CompletableFuture.runAsync(app::run, threads);
      try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
        return exactlyOnce
            ? reader.read(GOOD + 1, Duration.ofSeconds(30))
            : reader.read(Integer.MAX_VALUE, Duration.ofSeconds(9));
      } finally {
        app.stop();
        running.join();
      }
    }

    private void assertOutcomes(long offset, List<ConsumerRecord<byte[], byte[]>> outcomes) {
      assertThat(outcomes)
          .as("%s", poison)
          .filteredOn(one -> one.topic().equals(topics.detections()))
          .extracting(one -> text(one, "ce_id"))
          .hasSizeGreaterThanOrEqualTo(GOOD)
          .satisfies(ids -> assertThat(Set.copyOf(ids)).hasSize(GOOD));
      assertThat(outcomes)
          .as("%s", poison)
          .filteredOn(one -> one.topic().equals(topics.deadLetters()))
          .singleElement()
          .satisfies(
              dead -> {
                assertThat(text(dead, DeadLetterHeaders.REASON)).isEqualTo(poison.reason);
                assertThat(text(dead, "__streams.errors.offset")).isEqualTo(Long.toString(offset));
              });
      AuditReport audit =
          new Audit(CLIENT, topics)
              .run(
                  new RangeBound.Earliest(),
                  new RangeBound.Committed(application),
                  new Audit.Rules(!exactlyOnce, false));
      assertThat(audit.findings()).as("%s", poison).isEmpty();
      assertThat(audit.inputs()).isEqualTo(GOOD + 1);
      assertThat(new FailureTopic(CLIENT).read(application))
          .as("%s is forgotten", poison)
          .isEmpty();
    }
  }

  /** An app without safeguards 1 and 2, and with a defect in its outcomes node. */
  private static final class UnguardedApp extends DetectionStream {
    UnguardedApp(DetectionSettings settings) {
      super(settings);
    }

    @Override
    Safeguards safeguards() {
      return Unguarded.NEITHER;
    }

    @Override
    OutcomeMetrics outcomesOf(TopicNames topics) {
      return new OutcomeMetrics(new SimpleMeterRegistry(), topics.images(), Map.of()) {
        @Override
        public void forwarded(Outcome outcome, long recordTimestamp, long now, long nanos) {
          if (outcome instanceof Outcome.Detected detected
              && ((DetectionEvent) detected.event()).detections().get(0).label().equals(DEFECT)) {
            throw new ArithmeticException("long overflow");
          }
        }
      };
    }
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    Header found = record.headers().lastHeader(header);
    return found == null ? "absent" : new String(found.value(), UTF_8);
  }
}
