package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.GroupOffsets;
import dev.skipstream.stream.OutcomeReader;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.stream.ScriptedApp;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.stream.StreamStoppedException;
import dev.skipstream.stream.TextPublisher;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real broker, on which a topic is deleted and created again. */
@Timeout(180)
class RecreatedTopicIT {
  private static final int PARTITIONS = 3;
  private static final int OLD = 30;
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("recreated"));
  private final String applicationId = topics.images() + "-app";
  private final Admin admin = SharedBroker.admin();
  private int frames;
  private Optional<RunningStream> app = Optional.empty();

  @BeforeEach
  void createTopics() {
    Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
  }

  @AfterEach
  void close() {
    app.ifPresent(
        one -> {
          try {
            one.close();
          } catch (RuntimeException e) {
            // Its test has checked the cause of its end.
          }
        });
    admin.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"CLASSIC", "STREAMS"})
  void aTopicRecreatedDuringARunStopsTheStreamAndNoFrameGetsAnOldId(GroupProtocol protocol)
      throws Exception {
    start(true, protocol);
    publish(OLD);
    assertThat(outcomes(OLD)).hasSize(OLD);
    Uuid before = id();

    // The new topic has more records than the old one: a consumer goes on where it stood.
    recreateInput();
    publish(2 * OLD);

    await().atMost(Duration.ofSeconds(40)).until(() -> app.orElseThrow().hasEnded());
    assertThatThrownBy(() -> app.orElseThrow().throwIfEnded())
        .isInstanceOfSatisfying(
            StreamStoppedException.class,
            e -> assertThat(e.stopCause()).isEqualTo(StopCause.BROKER))
        .hasMessageContaining(before.toString())
        .hasMessageContaining("topics reset-offsets");
    assertThat(outcomes(OLD)).as("under the old id").hasSize(OLD);

    reset();
    start(true, protocol);
    publish(100 - 2 * OLD);

    List<String> ids = outcomes(OLD + 100).stream().map(RecreatedTopicIT::id).toList();
    assertThat(ids).hasSize(OLD + 100).doesNotHaveDuplicates();
  }

  @Test
  void offsetsOfAnEarlierTopicStopTheStartUntilTheyAreReset() throws Exception {
    runOnce();
    Uuid before = id();
    Map<TopicPartition, OffsetAndMetadata> old =
        admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata().get();
    recreateInput();
    // As a commit does that is on its way while the topic is deleted.
    admin.alterConsumerGroupOffsets(applicationId, old).all().get();
    publish(100);

    DetectionStream again = app(true, GroupProtocol.CLASSIC);
    assertThatThrownBy(again::run)
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("under topic id " + before)
        .hasMessageContaining("the id is now " + id())
        .hasMessageContaining("topics reset-offsets --application-id " + applicationId);

    Cli.Result plan = cli();
    assertThat(plan.err()).contains("add --execute");
    assertThat(plan.out()).contains("offset 10 of topic id " + before + " -> offset 0 of topic id");
    assertThat(admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata().get())
        .isEqualTo(old);
    assertThat(cli("--execute").status()).isZero();
    assertThat(cli("--execute").err()).contains("nothing to reset");

    start(true, GroupProtocol.CLASSIC);
    List<String> ids = outcomes(OLD + 100).stream().map(RecreatedTopicIT::id).toList();
    assertThat(ids).hasSize(OLD + 100).doesNotHaveDuplicates();
  }

  /** Runs at least once, with the protocol for which Kafka Streams makes its consumers itself. */
  @Test
  void committedOffsetsStateTheIdOfTheirTopicAndAreNotResetBesideALiveInstance() throws Exception {
    start(false, GroupProtocol.STREAMS);
    publish(OLD);
    outcomes(OLD);
    GroupOffsets offsets = new GroupOffsets(admin, applicationId, topics.images());
    assertThatThrownBy(() -> offsets.reset(offsets.look()))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("has a live instance");
    app.orElseThrow().close();
    app = Optional.empty();

    assertThat(offsets.look())
        .hasSize(PARTITIONS)
        .allSatisfy(
            one -> {
              assertThat(one.committed()).contains(10L);
              assertThat(one.topicId()).contains(id());
            });
  }

  @Test
  void aRecreatedOutputStopsTheStreamToo() throws Exception {
    start(true, GroupProtocol.CLASSIC);
    publish(OLD);
    outcomes(OLD);

    admin.deleteTopics(List.of(topics.detections())).all().get();
    Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);

    await().atMost(Duration.ofSeconds(40)).until(() -> app.orElseThrow().hasEnded());
    assertThatThrownBy(() -> app.orElseThrow().throwIfEnded())
        .hasMessageContaining("topic " + topics.detections());
  }

  private void runOnce() throws Exception {
    start(true, GroupProtocol.CLASSIC);
    publish(OLD);
    assertThat(outcomes(OLD)).hasSize(OLD);
    app.orElseThrow().close();
    app = Optional.empty();
  }

  private void recreateInput() throws Exception {
    admin.deleteTopics(List.of(topics.images())).all().get();
    Topics.create(admin, topics, PARTITIONS, (short) 1, 1_000_000);
  }

  private void reset() {
    Cli.Result result = cli("--execute");
    assertThat(result.status()).as(result.err()).isZero();
  }

  private Cli.Result cli(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "topics",
                "reset-offsets",
                "--bootstrap-server",
                SharedBroker.bootstrapServers(),
                "--application-id",
                applicationId,
                "--topic",
                topics.images()));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  private Uuid id() {
    return Topics.imageTopic(admin, topics.images()).id();
  }

  private DetectionStream app(boolean exactlyOnce, GroupProtocol protocol) {
    return ScriptedApp.app(
        CLIENT,
        topics,
        FrameRules.NONE,
        new StreamSettings(
            exactlyOnce, protocol, 2, Duration.ofMillis(100), Duration.ofSeconds(20)),
        BatchSettings.DEFAULT,
        new ScriptedDetector());
  }

  private void start(boolean exactlyOnce, GroupProtocol protocol) {
    RunningStream running = RunningStream.start(app(exactlyOnce, protocol));
    app = Optional.of(running);
    await()
        .atMost(Duration.ofSeconds(80))
        .until(
            () -> {
              running.throwIfEnded();
              return running.isReady();
            });
  }

  private void publish(int count) throws Exception {
    List<String> texts = IntStream.range(frames, frames + count).mapToObj(i -> "f" + i).toList();
    frames += count;
    TextPublisher.publish(CLIENT, topics.images(), PARTITIONS, texts);
  }

  private List<ConsumerRecord<byte[], byte[]>> outcomes(int count) {
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      return reader.read(count, Duration.ofSeconds(20));
    }
  }

  private static String id(ConsumerRecord<byte[], byte[]> outcome) {
    try {
      OutcomeEvent event = EventSerdes.readOutcome(outcome.headers(), outcome.value());
      assertThat(event).isNotNull();
      return new String(outcome.headers().lastHeader("ce_id").value(), UTF_8);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
