package dev.skipstream.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.stream.ScriptedFrames;
import dev.skipstream.topics.BrokerAnswer;
import dev.skipstream.topics.range.CommittedReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of scripted images as transactions leave it, and what a replay must make of it. */
record RecordedTopic(String name, int partitions, int emptyPartition) {
  static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  /**
   * Publishes transactions of one to five images, some of which are taken back, to all partitions
   * but one. Some images are tall, some damaged, and some make the model fail.
   */
  void record(int images) {
    try (KafkaProducer<byte[], byte[]> producer =
        producer(Map.of("transactional.id", SharedBroker.uniqueName("recorder")))) {
      producer.initTransactions();
      int sent = 0;
      for (int transaction = 0; sent < images; transaction++) {
        producer.beginTransaction();
        for (int i = 0; i < 1 + transaction % 5; i++) {
          String text = kind(sent) + "-" + sent;
          Future<RecordMetadata> unused =
              producer.send(
                  new ProducerRecord<>(
                      name,
                      sent % emptyPartition,
                      text.getBytes(UTF_8),
                      ScriptedFrames.image(text)));
          sent++;
        }
        producer.flush();
        if (transaction % 7 == 6) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
  }

  private static String kind(int number) {
    return number % 23 == 22
        ? "poison"
        : number % 17 == 16 ? "damaged" : number % 5 == 4 ? "tall" : "wide";
  }

  static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(CLIENT);
    config.putAll(more);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Returns the end of each partition now; markers count. */
  Map<Integer, Long> ends() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(name, partition), OffsetSpec.latest());
    }
    Map<Integer, Long> found = new HashMap<>();
    try (Admin admin = SharedBroker.admin()) {
      admin
          .listOffsets(asked)
          .all()
          .get()
          .forEach((partition, end) -> found.put(partition.partition(), end.offset()));
    }
    return found;
  }

  void deleteBefore(long offset) {
    try (Admin admin = SharedBroker.admin()) {
      Map<TopicPartition, RecordsToDelete> gone = new HashMap<>();
      for (int partition = 0; partition < emptyPartition; partition++) {
        gone.put(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset));
      }
      BrokerAnswer.await(admin.deleteRecords(gone).all(), "deleting records");
    }
  }

  static List<ConsumerRecord<byte[], byte[]>> read(List<String> topics) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (Admin admin = SharedBroker.admin();
        CommittedReader reader = new CommittedReader(admin, CLIENT)) {
      reader.readAll(topics, records::add);
    }
    return records;
  }

  /** The images of the range, by partition. */
  Map<Integer, List<ConsumerRecord<byte[], byte[]>>> records(Map<Integer, Long> ends) {
    Map<Integer, List<ConsumerRecord<byte[], byte[]>>> images = new TreeMap<>();
    read(List.of(name)).stream()
        .filter(image -> image.offset() < ends.getOrDefault(image.partition(), Long.MAX_VALUE))
        .forEach(
            image -> images.computeIfAbsent(image.partition(), p -> new ArrayList<>()).add(image));
    return images;
  }

  /** Returns all outcomes of a replay, by kind and partition, in order and byte for byte. */
  static Map<String, List<String>> outcomes(ReplayRun run) {
    Map<String, List<String>> outcomes = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read(List.of(run.output(), run.deadLetters()))) {
      boolean dead = record.topic().equals(run.deadLetters());
      outcomes
          .computeIfAbsent(
              (dead ? "dead letters " : "detections ") + record.partition(), p -> new ArrayList<>())
          .add(new String(record.key(), UTF_8) + " " + new String(record.value(), UTF_8));
    }
    return outcomes;
  }

  /** The outcomes that a replay must write, computed from the images and their offsets. */
  Map<String, List<String>> expected(Map<Integer, Long> ends, int batchSize) {
    Map<String, List<String>> outcomes = new TreeMap<>();
    records(ends)
        .forEach(
            (partition, images) -> {
              Map<String, List<String>> batches = new LinkedHashMap<>();
              images.stream()
                  .filter(image -> !textOf(image).startsWith("damaged"))
                  .forEach(
                      image ->
                          batches
                              .computeIfAbsent(batchOf(image, batchSize), b -> new ArrayList<>())
                              .add(textOf(image)));
              for (ConsumerRecord<byte[], byte[]> image : images) {
                String text = textOf(image);
                boolean dead = text.startsWith("damaged") || text.startsWith("poison");
                outcomes
                    .computeIfAbsent(
                        (dead ? "dead letters " : "detections ") + partition,
                        p -> new ArrayList<>())
                    .add(
                        text
                            + " "
                            + (dead
                                ? text
                                : detection(image, batches.get(batchOf(image, batchSize)))));
              }
            });
    return outcomes;
  }

  /** Returns the batch of an image in its partition: the group of offsets, and the shape. */
  private static String batchOf(ConsumerRecord<byte[], byte[]> image, int batchSize) {
    return image.offset() / batchSize + (textOf(image).startsWith("tall") ? " tall" : " wide");
  }

  /** A batch in which the model fails on one is tried frame by frame. */
  private static String detection(ConsumerRecord<byte[], byte[]> image, List<String> batch) {
    String text = textOf(image);
    List<String> together =
        batch.stream().anyMatch(one -> one.startsWith("poison")) ? List.of(text) : batch;
    return new String(
        EventSerdes.toJson(
            new DetectionEvent(
                new FrameInfo(
                    "%s-%d-%d".formatted(image.topic(), image.partition(), image.offset()),
                    text,
                    Optional.empty(),
                    Optional.empty(),
                    16,
                    text.startsWith("tall") ? 8 : 4),
                Optional.of(new InputPosition(image.topic(), image.partition(), image.offset())),
                CompanyDetector.MODEL,
                List.of(CompanyDetector.detection(together, together.indexOf(text))))),
        UTF_8);
  }

  private static String textOf(ConsumerRecord<byte[], byte[]> image) {
    return new String(image.value(), UTF_8);
  }
}
