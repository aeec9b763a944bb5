package com.example.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the outcomes that a stream writes. */
final class Answers implements AutoCloseable {
  private final Consumer<byte[], byte[]> consumer;
  private final TopicNames topics;

  private Answers(Consumer<byte[], byte[]> consumer, TopicNames topics) {
    this.consumer = consumer;
    this.topics = topics;
  }

  /** Reads the outcomes that are written from now on, and no earlier ones. */
  static Answers toComeIn(Map<String, Object> kafka, TopicNames topics) {
    Map<String, Object> config = new HashMap<>(kafka);
    // The stream commits outcomes in transactions: an uncommitted outcome may come a second time.
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        topics.outputs().stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position); // Without it the client seeks at its first poll.
    return new Answers(consumer, topics);
  }

  /** Waits for outcomes, for a short time. */
  List<Answer> poll() {
    List<Answer> answers = new ArrayList<>();
    consumer.poll(Duration.ofMillis(200)).forEach(record -> answers.add(answer(record)));
    return answers;
  }

  private Answer answer(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.deadLetters())) {
      // A dead letter is the image event itself, with the reason in a header.
      return new Answer(
          header(record, "ce_id"), List.of(), "rejected: " + header(record, "skipstream.reason"));
    }
    try {
      OutcomeEvent event = EventSerdes.readOutcome(record.headers(), record.value());
      if (event instanceof DetectionEvent detected) {
        return new Answer(
            detected.frame().id(),
            detected.detections().stream().map(Detection::label).toList(),
            "");
      }
      FrameDropped dropped = (FrameDropped) event;
      return new Answer(dropped.frame().id(), List.of(), "dropped: " + dropped.reason());
    } catch (InvalidEventException e) {
      throw new IllegalStateException(record + " is no outcome event: " + e.getMessage(), e);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
