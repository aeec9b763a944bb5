package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.Frame;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.StreamFailure;
import dev.skipstream.stream.internal.journal.FailureTopic;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.topics.CommittedOffsets;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests records that the topic of failures names, and records that it must not name. */
@Timeout(90)
class SuspectIT {
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
  private static final int FRAMES = 24;
  private static final long SUSPECT = 4;
  private static final List<Long> SUSPECTS = List.of(SUSPECT, SUSPECT + 1);
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(2);

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("suspect"));
  private final String application = topics.images() + "-app";
  private final FailureTopic failures = new FailureTopic(CLIENT);
  private final Admin admin = SharedBroker.admin();
  private String topicId;

  /** Committed offsets of both partitions when a frame was decoded: {@code frame 4: 2 and 3}. */
  private final Queue<Decoded> decoded = new ConcurrentLinkedQueue<>();

  private record Decoded(String text, long committed, long committedBeside) {}

  @BeforeEach
  void createTopics() {
    Topics.create(admin, topics, 2, (short) 1, 1_000_000);
    topicId = Topics.check(admin, topics).id().toString();
  }

  @AfterEach
  void close() {
    admin.close();
  }

  /** Two suspects that follow each other in partition 0, and both are innocent. */
  @ParameterizedTest
  @CsvSource({"true, CLASSIC", "false, CLASSIC", "true, STREAMS"})
  void anInnocentSuspectRunsAloneAndIsForgotten(boolean exactlyOnce, GroupProtocol protocol)
      throws Exception {
    publish("frame");
    assertThat(failures.write(List.of(failure(SUSPECT, 2), failure(SUSPECT + 1, 2)))).isTrue();

    List<ConsumerRecord<byte[], byte[]>> outcomes = run(exactlyOnce, protocol);

    assertThat(outcomes).hasSize(FRAMES);
    assertThat(outcomes).allMatch(one -> one.topic().equals(topics.detections()));
    for (long suspect : SUSPECTS) {
      Decoded alone = decodedOf(suspect);
      assertThat(alone.committed()).as("all before %s", alone).isEqualTo(suspect);
      List<Decoded> order = List.copyOf(decoded);
      List<Decoded> before = order.subList(0, order.indexOf(alone));
      long beside = before.stream().filter(one -> one.text().startsWith("frame 1/")).count();
      assertThat(alone.committedBeside()).as("all of the other partition").isEqualTo(beside);
      assertThat(order.subList(order.indexOf(alone) + 1, order.size()))
          .as("all after %s", alone)
          .allMatch(one -> one.committed() > suspect);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(failures.read(application)).isEmpty());
  }

  @Test
  void aDeviceThatFailsOnARecordIsNoFailureOfTheRecord() throws Exception {
    publish("device");

    assertThatThrownBy(app(true, GroupProtocol.CLASSIC)::run)
        .isInstanceOfSatisfying(
            StreamStoppedException.class,
            end -> assertThat(end.stopCause()).isEqualTo(StopCause.DEVICE));

    assertThat(failures.read(application)).isEmpty();
  }

  private Decoded decodedOf(long offset) {
    return decoded.stream()
        .filter(one -> one.text().equals("frame 0/" + offset))
        .findFirst()
        .orElseThrow();
  }

  private void publish(String kind) throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      texts.add("%s %d/%d".formatted(kind, i % 2, i / 2));
    }
    TextPublisher.publish(CLIENT, topics.images(), 2, texts);
  }

  private StreamFailure failure(long offset, int count) {
    return new StreamFailure(
        application,
        topicId,
        new InputPosition(topics.images(), 0, offset),
        count,
        false,
        Instant.now(),
        "its outcome is refused");
  }

  private List<ConsumerRecord<byte[], byte[]>> run(boolean exactlyOnce, GroupProtocol protocol) {
    DetectionStream app = app(exactlyOnce, protocol);
    CompletableFuture<Void> running = CompletableFuture.runAsync(app::run);
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      return reader.read(FRAMES, Duration.ofSeconds(30));
    } finally {
      app.stop();
      running.join();
    }
  }

  private DetectionStream app(boolean exactlyOnce, GroupProtocol protocol) {
    return new DetectionStream(
        ScriptedApp.settings(
                CLIENT,
                application,
                topics,
                new StreamSettings(
                    exactlyOnce, protocol, 2, Duration.ofMillis(200), Duration.ofSeconds(20)),
                new BatchSettings(4, Duration.ofMillis(5), 2))
            .images(ScriptedApp.images(this::decode))
            .models(LoadedModels.of(ScriptedApp.devices(new ScriptedDetector())))
            .build());
  }

  private Frame decode(byte[] encoded) throws InvalidImageException {
    Frame frame = ScriptedFrames.decode(encoded);
    String text = ScriptedFrames.textOf(frame);
    awaitVisible(text);
    decoded.add(new Decoded(text, committed(0), committed(1)));
    return frame;
  }

  /**
   * A broker shows an offset a moment after it answered the commit. Waits until it shows those that
   * are due when this frame is decoded; where they are not committed, the test fails afterwards.
   */
  private void awaitVisible(String text) {
    List<Decoded> before = List.copyOf(decoded);
    boolean isSuspect = SUSPECTS.stream().anyMatch(suspect -> text.equals("frame 0/" + suspect));
    long due =
        SUSPECTS.stream()
            .filter(
                suspect -> before.stream().anyMatch(one -> one.text().equals("frame 0/" + suspect)))
            .mapToLong(suspect -> suspect + 1)
            .max()
            .orElse(isSuspect ? SUSPECT : 0);
    long dueBeside =
        isSuspect ? before.stream().filter(one -> one.text().startsWith("frame 1/")).count() : 0;
    long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while ((committed(0) < due || committed(1) < dueBeside) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  private long committed(int partition) {
    OffsetAndMetadata offset =
        CommittedOffsets.of(admin, application, topics.images())
            .get(new TopicPartition(topics.images(), partition));
    return offset == null ? 0 : offset.offset();
  }
}
