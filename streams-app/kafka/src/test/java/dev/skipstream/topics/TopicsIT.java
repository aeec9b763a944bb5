package dev.skipstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicsIT {
  private final Admin admin = SharedBroker.admin();
  private final TopicNames names = TopicNames.of(SharedBroker.uniqueName("images"));

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void topicsThatWereCreatedPassTheCheck() {
    assertThat(Topics.create(admin, names, 3, (short) 1, 5_000_000))
        .containsExactlyElementsOf(names.all());

    ImageTopic images = Topics.check(admin, names);

    assertThat(images.partitions()).isEqualTo(3);
    assertThat(images.maxRecordBytes()).isEqualTo(5_000_000);
    assertThat(images.id().toString()).isNotEmpty();
  }

  @Test
  void creatingAgainLeavesTopicsAsTheyAre() {
    Topics.create(admin, names, 3, (short) 1, 5_000_000);

    assertThat(Topics.create(admin, names, 7, (short) 1, 9_000_000)).isEmpty();

    assertThat(Topics.check(admin, names).partitions()).isEqualTo(3);
  }

  @Test
  void aTopicOfStatesKeepsTheLastRecordOfEachKey() throws Exception {
    String states = SharedBroker.uniqueName("states");

    assertThat(Topics.createCompacted(admin, states, (short) 1)).containsExactly(states);
    assertThat(Topics.createCompacted(admin, states, (short) 1)).isEmpty();

    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, states);
    assertThat(
            admin
                .describeConfigs(List.of(topic))
                .all()
                .get()
                .get(topic)
                .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                .value())
        .isEqualTo(TopicConfig.CLEANUP_POLICY_COMPACT);
    assertThat(admin.describeTopics(List.of(states)).allTopicNames().get().get(states).partitions())
        .hasSize(1);
  }

  @Test
  void theGroundTruthHasAsManyPartitionsAsTheImagesHave() throws Exception {
    String truth = SharedBroker.uniqueName("truth");
    Topics.create(admin, names, 3, (short) 1, 5_000_000);

    assertThat(Topics.createGroundTruth(admin, names.images(), truth, (short) 1))
        .containsExactly(truth);
    assertThat(Topics.createGroundTruth(admin, names.images(), truth, (short) 1)).isEmpty();

    Topics.requireGroundTruth(admin, truth);
    assertThat(admin.describeTopics(List.of(truth)).allTopicNames().get().get(truth).partitions())
        .hasSize(3);
  }

  @Test
  void aGroundTruthThatIsMissingIsNamedWithTheCommandThatMakesIt() {
    assertThatThrownBy(() -> Topics.requireGroundTruth(admin, "no-truth"))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("expected topic no-truth")
        .hasMessageContaining("topics create");
  }

  @Test
  void missingTopicsAreNamedWithTheCommandThatMakesThem() {
    assertThatThrownBy(() -> Topics.check(admin, names))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(names.deadLetters())
        .hasMessageContaining("topics create");
  }

  @Test
  void aDeadLetterTopicWithoutRoomForTheLargestImageIsRefused() throws Exception {
    createRaw(names.images(), Map.of("max.message.bytes", "4000000"));
    createRaw(names.detections(), Map.of());
    createRaw(names.deadLetters(), Map.of("max.message.bytes", "4000000"));

    assertThatThrownBy(() -> Topics.check(admin, names))
        .hasMessageContaining(
            "topic %s: max.message.bytes is 4000000, expected at least 4262144"
                .formatted(names.deadLetters()));
  }

  @Test
  void aCompactedTopicIsRefused() throws Exception {
    Topics.create(
        admin,
        new TopicNames("other" + names.images(), names.detections(), names.deadLetters()),
        1,
        (short) 1,
        1_000_000);
    createRaw(names.images(), Map.of("cleanup.policy", "compact,delete"));

    assertThatThrownBy(() -> Topics.check(admin, names))
        .hasMessageContaining("topic %s: cleanup.policy is".formatted(names.images()))
        .hasMessageContaining("expected delete");
  }

  @Test
  void anOutputWithFewerPartitionsThanTheInputIsRefused() throws Exception {
    admin.createTopics(List.of(new NewTopic(names.images(), 3, (short) 1))).all().get();
    createRaw(names.detections(), Map.of());
    createRaw(names.deadLetters(), Map.of("max.message.bytes", "2000000"));

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> Topics.check(admin, names))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(
                        "topic %s has 1 partitions, expected at least 3, as many as %s"
                            .formatted(names.detections(), names.images())));
  }

  @Test
  void outputsGetAsManyPartitionsAsTheInputThatIsThere() throws Exception {
    admin.createTopics(List.of(new NewTopic(names.images(), 3, (short) 1))).all().get();
    await().ignoreExceptions().until(() -> Topics.exists(admin, names.images()));

    assertThat(Topics.create(admin, names, 1, (short) 1, 9_000_000))
        .containsExactlyElementsOf(names.outputs());

    assertThat(Topics.outputs(admin, names.outputs()).values())
        .allSatisfy(
            output -> {
              assertThat(output.partitions()).isEqualTo(3);
              assertThat(output.stampsItself()).isFalse();
              assertThat(output.keeps(0, System.currentTimeMillis())).isTrue();
            });
  }

  @Test
  void aTopicOfDetectionsWithoutRoomForAnEventIsRefused() throws Exception {
    createRaw(names.images(), Map.of());
    createRaw(names.detections(), Map.of("max.message.bytes", "100000"));
    createRaw(names.deadLetters(), Map.of("max.message.bytes", "2000000"));

    assertThatThrownBy(() -> Topics.check(admin, names))
        .hasMessageContaining(
            "topic %s: max.message.bytes is 100000, expected at least 262144"
                .formatted(names.detections()));
  }

  @Test
  void aTopicThatWouldRejectRecordsOfNowIsRefused() throws Exception {
    createRaw(names.images(), Map.of());
    createRaw(names.detections(), Map.of("message.timestamp.after.max.ms", "1000"));
    createRaw(names.deadLetters(), Map.of("max.message.bytes", "2000000"));

    assertThatThrownBy(() -> Topics.check(admin, names))
        .hasMessageContaining(
            "topic %s: message.timestamp.after.max.ms is 1000, expected at least 60000"
                .formatted(names.detections()));
  }

  private void createRaw(String topic, Map<String, String> configs)
      throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(configs))).all().get();
    await()
        .ignoreExceptions()
        .until(() -> admin.describeTopics(List.of(topic)).allTopicNames().get().size() == 1);
  }
}
