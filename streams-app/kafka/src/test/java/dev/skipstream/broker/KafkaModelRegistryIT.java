package dev.skipstream.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.registry.log.ModelRegistryContract;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The registry in a topic of a real broker. */
class KafkaModelRegistryIT extends ModelRegistryContract {
  private final String topic = SharedBroker.uniqueName("models");
  private final Map<String, Object> client =
      Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers());

  @Override
  protected ModelRegistry open(Clock clock, String author) {
    return LoggedModelRegistry.onTopic(client, topic, clock, author);
  }

  @Override
  protected void writeByHand(String entry) throws Exception {
    try (Producer<String, String> producer =
        new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "cells", entry)).get();
    }
  }

  @Test
  void makesItsTopicWithOnePartitionAndForEver() throws Exception {
    registry().register("cells", MANIFEST);

    try (Admin admin = SharedBroker.admin()) {
      assertThat(admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions())
          .hasSize(1);
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      assertThat(
              admin
                  .describeConfigs(List.of(resource))
                  .all()
                  .get()
                  .get(resource)
                  .get(TopicConfig.RETENTION_MS_CONFIG)
                  .value())
          .isEqualTo("-1");
    }
  }

  @Test
  void refusesATopicOfSeveralPartitions() throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(2), Optional.empty())))
          .all()
          .get();
      await()
          .ignoreExceptions()
          .until(() -> admin.describeTopics(List.of(topic)).allTopicNames().get().size() == 1);
    }

    assertThatThrownBy(() -> registry().models())
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("has 2 partitions");
  }

  @Test
  void refusesALogWithoutItsBeginning() throws Exception {
    registry().register("cells", MANIFEST);
    registry().register("cells", MANIFEST);
    try (Admin admin = SharedBroker.admin()) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(1)))
          .all()
          .get();
    }

    assertThatThrownBy(() -> registry().models())
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("begins at offset 1: its first entries were deleted");
  }

  @Test
  void saysThatNoBrokerAnswers() {
    try (ModelRegistry nowhere =
        LoggedModelRegistry.onTopic(
            Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1"),
            topic,
            Clock.systemUTC(),
            "ann")) {
      assertThatThrownBy(nowhere::models)
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining("registry topic " + topic + ": cannot be read");
    }
  }
}
