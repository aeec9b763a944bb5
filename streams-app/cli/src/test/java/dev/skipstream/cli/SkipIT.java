package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class SkipIT {
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
  private static final int RECORDS = 3;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("skipped"));
  private final String application = topics.images() + "-app";
  private final TopicPartition partition = new TopicPartition(topics.images(), 0);
  private final Admin admin = SharedBroker.admin();

  @BeforeEach
  void publish() throws Exception {
    Topics.create(admin, topics, 1, (short) 1, 1_000_000);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(CLIENT, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topics.images(),
                    0,
                    ("key " + i).getBytes(UTF_8),
                    ("image " + i).getBytes(UTF_8))));
      }
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void theNextRecordBecomesADeadLetterAndTheAuditIsClean() throws Exception {
    for (int offset = 0; offset < RECORDS; offset++) {
      assertThat(skip(offset).status()).isZero();
      awaitCommitted(offset + 1);
    }

    List<ConsumerRecord<byte[], byte[]>> letters = deadLetters();
    assertThat(letters).hasSize(RECORDS);
    ConsumerRecord<byte[], byte[]> second = letters.get(1);
    assertThat(new String(second.key(), UTF_8)).isEqualTo("key 1");
    assertThat(new String(second.value(), UTF_8)).isEqualTo("image 1");
    assertThat(text(second, "skipstream.reason")).isEqualTo("skipped");
    assertThat(text(second, "__streams.errors.message"))
        .startsWith("skipped by " + System.getProperty("user.name") + "@")
        .endsWith(": ends the stream, see ticket 4711");
    assertThat(text(second, "__streams.errors.offset")).isEqualTo("1");
    String report =
        Printed.by(
            "audit",
            "--bootstrap-server",
            SharedBroker.bootstrapServers(),
            "--topic",
            topics.images(),
            "--application-id",
            application);
    assertThat(report).contains("3 image events", "3 dead letters", "each has exactly one outcome");
  }

  @Test
  void anotherRecordThanTheNextIsNotSkipped() throws Exception {
    commit(1);

    Result result = skip(2);

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.error())
        .contains(topics.images() + "-0@2 is not the next record", "that is --offset 1");
    assertThat(skip(0).error()).contains("that is --offset 1");
    awaitCommitted(1);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void whereAllIsCommittedThereIsNothingToSkip() throws Exception {
    commit(RECORDS);

    Result result = skip(RECORDS);

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.error()).contains("there is none to skip");
  }

  @Test
  void nothingIsSkippedWhileTheApplicationRuns() throws Exception {
    try (KafkaConsumer<byte[], byte[]> member =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                SharedBroker.bootstrapServers(),
                "group.id",
                application,
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      member.subscribe(List.of(topics.images()));
      while (member.assignment().isEmpty()) {
        member.poll(Duration.ofMillis(100));
      }

      Result result = skip(0);

      assertThat(result.status()).isEqualTo(2);
      assertThat(result.error()).contains("application " + application + " is running");
    }
    assertThat(deadLetters()).isEmpty();
    assertThat(skip(0).status()).as("once it has left").isZero();
  }

  private record Result(int status, String error) {}

  private Result skip(long offset) {
    StringWriter error = new StringWriter();
    CommandLine command = Main.commandLine().setErr(new PrintWriter(error));
    int status =
        command.execute(
            "skip",
            "--bootstrap-server",
            SharedBroker.bootstrapServers(),
            "--application-id",
            application,
            "--topic",
            topics.images(),
            "--partition",
            "0",
            "--offset",
            Long.toString(offset),
            "--because",
            "ends the stream, see ticket 4711");
    return new Result(status, error.toString());
  }

  private void commit(long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(application, Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  /** Waits for an offset: for some milliseconds after its transaction the broker has none. */
  private void awaitCommitted(long offset) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        admin
                            .listConsumerGroupOffsets(application)
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(partition))
                    .extracting(OffsetAndMetadata::offset)
                    .isEqualTo(offset));
  }

  private List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                SharedBroker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition of = new TopicPartition(topics.deadLetters(), 0);
      consumer.assign(List.of(of));
      consumer.seekToBeginning(List.of(of));
      long end = consumer.endOffsets(List.of(of)).get(of);
      while (consumer.position(of) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
      }
    }
    return letters;
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    return new String(record.headers().lastHeader(header).value(), UTF_8);
  }
}
