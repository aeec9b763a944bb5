package com.example.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.broker.SharedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example against a real broker and a real HTTP server, which answers in any order. */
@Timeout(90)
class ScoreOrdersIT {
  private static final int PARTITIONS = 2;
  private static final int ORDERS = 300;

  @TempDir Path folder;
  private final String orders = SharedBroker.uniqueName("orders");
  private final String scores = orders + "-scored";
  private ScoreService service;

  @BeforeEach
  void start() throws Exception {
    service = ScoreService.start();
    try (Admin admin = SharedBroker.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(orders, PARTITIONS, (short) 1),
                  new NewTopic(scores, PARTITIONS, (short) 1)))
          .all()
          .get();
    }
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void eachOrderHasExactlyOneScoreInTheOrderOfTheInputAndCallsOverlap() throws Exception {
    publish();

    try (KafkaStreams streams = program()) {
      streams.start();
      assertThat(read()).isEqualTo(expected());
    }

    assertThat(service.mostCallsAtOnce()).as("calls at once").isGreaterThan(1);
  }

  @Test
  void anOutageOfTheServiceDelaysScoresAndLosesNone() throws Exception {
    service.failNext(5);
    publish();

    try (KafkaStreams streams = program()) {
      streams.start();
      assertThat(read()).isEqualTo(expected());
    }

    assertThat(service.failed()).as("failed calls").isEqualTo(5);
  }

  private KafkaStreams program() {
    return ScoreOrders.streams(
        Map.of(
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
            SharedBroker.bootstrapServers(),
            StreamsConfig.APPLICATION_ID_CONFIG,
            orders,
            StreamsConfig.STATE_DIR_CONFIG,
            folder.toString()),
        service.uri(),
        orders,
        scores);
  }

  private void publish() throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", SharedBroker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < ORDERS; i++) {
        sent.add(producer.send(new ProducerRecord<>(orders, customer(i), order(i))));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }

  private static String customer(int number) {
    return "customer-" + number % 5;
  }

  private static String order(int number) {
    return number % 10 == 3 ? "bad-" + number : "order-" + number;
  }

  /** The scores of each customer, as the service gives them. */
  private static Map<String, List<String>> expected() {
    Map<String, List<String>> expected = new HashMap<>();
    IntStream.range(0, ORDERS)
        .forEach(
            i ->
                expected
                    .computeIfAbsent(customer(i), key -> new ArrayList<>())
                    .add(
                        order(i).startsWith("bad-")
                            ? "rejected: 422 " + order(i)
                            : ScoreService.scoreOf(order(i))));
    return expected;
  }

  /** Reads committed scores until there are as many as orders, and then what else comes. */
  private Map<String, List<String>> read() {
    Map<String, List<String>> read = new HashMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                SharedBroker.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(scores, i)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      int count = 0;
      while (count < ORDERS) {
        count += poll(consumer, Duration.ofMillis(200), read);
      }
      while (poll(consumer, Duration.ofSeconds(1), read) > 0) {
        // A score too many shows only after the last one.
      }
    }
    return read;
  }

  private static int poll(
      KafkaConsumer<String, String> consumer, Duration atMost, Map<String, List<String>> read) {
    int count = 0;
    for (ConsumerRecord<String, String> record : consumer.poll(atMost)) {
      read.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record.value());
      count++;
    }
    return count;
  }
}
