package dev.skipstream.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the state that a broker's crash may leave behind. */
@Timeout(120)
class BrokerCrashIT {
  private static final String TOPIC = "crashed";
  private static final int PARTITIONS = 4;
  private static final int PRODUCERS = 20;

  /**
   * The time limit of a test: more than a transaction's timeout and the interval of the scan for
   * expired ones.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * Kills the broker, and its producers with it. Only the coordinator can then end their
   * transactions, and readers of committed records wait for it.
   */
  @Test
  void transactionsThatWereOpenInACrashEnd() throws Exception {
    Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "crashed-");
    try (KillableBroker broker = KillableBroker.start(data);
        Admin admin =
            Admin.create(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
      awaitReadable(admin);
      List<Producer<byte[], byte[]>> producers = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        producers.add(openTransaction(broker.bootstrapServers(), "crashed-" + i));
      }

      // The close without a wait simulates a crash: no client ends the transactions.
      producers.forEach(producer -> producer.close(Duration.ZERO));
      broker.killAndRestart();

      awaitReadable(admin);
      // The fault under test leaves a transaction open for ever in two of five crashes only.
      assertThat(data.resolve("broker.log")).content().doesNotContain("likely deleted already");
    }
  }

  /** Waits until readers of committed records reach the end. */
  private static void awaitReadable(Admin admin) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ends(admin, IsolationLevel.READ_COMMITTED))
                    .isEqualTo(ends(admin, IsolationLevel.READ_UNCOMMITTED)));
  }

  private static Map<TopicPartition, Long> ends(Admin admin, IsolationLevel level)
      throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      asked.put(new TopicPartition(TOPIC, partition), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(asked, new ListOffsetsOptions(level))
        .all()
        .get()
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  private static Producer<byte[], byte[]> openTransaction(String servers, String id)
      throws Exception {
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                id,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                4_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      producer.send(new ProducerRecord<>(TOPIC, partition, null, new byte[] {1})).get();
    }
    return producer;
  }
}
