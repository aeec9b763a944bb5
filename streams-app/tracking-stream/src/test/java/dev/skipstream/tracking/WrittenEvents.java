package dev.skipstream.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.topics.range.CommittedReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** The committed events of an application of tracking. */
final class WrittenEvents implements AutoCloseable {
  private final Map<String, Object> client;
  private final Admin admin;

  WrittenEvents(String bootstrapServers) {
    client = Map.of("bootstrap.servers", bootstrapServers);
    admin = Admin.create(client);
  }

  /** Returns the committed records of a topic, each as one text, by partition and in order. */
  Map<Integer, List<String>> of(String topic) {
    Map<Integer, List<String>> records = new TreeMap<>();
    read(
        topic,
        record ->
            records
                .computeIfAbsent(record.partition(), any -> new ArrayList<>())
                .add(text(record)));
    return records;
  }

  /** Returns the table of the counts. */
  Map<String, LineCount> counts(TrackTopics topics) {
    Map<String, LineCount> table = new LinkedHashMap<>();
    read(
        topics.counts(),
        record -> {
          try {
            table.put(
                new String(record.key(), UTF_8),
                EventSerdes.readLineCount(record.headers(), record.value()));
          } catch (InvalidEventException e) {
            throw new AssertionError(e);
          }
        });
    return table;
  }

  private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> records) {
    try (CommittedReader reader = new CommittedReader(admin, client)) {
      reader.readAll(List.of(topic), records);
    }
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder text = new StringBuilder();
    text.append(new String(record.key(), UTF_8)).append('@').append(record.timestamp());
    for (Header header : record.headers()) {
      text.append(' ').append(header.key()).append('=').append(new String(header.value(), UTF_8));
    }
    return text.append(' ')
        .append(record.value() == null ? "null" : new String(record.value(), UTF_8))
        .toString();
  }

  /** Returns how many records an application has committed. */
  long committed(String application) throws Exception {
    return admin
        .listConsumerGroupOffsets(application)
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }

  /** Returns the ends of a topic's partitions, with the records of open transactions. */
  long uncommittedEnd(String topic, int partitions) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new LinkedHashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    return admin
        .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(each -> each.offset())
        .sum();
  }

  Admin admin() {
    return admin;
  }

  @Override
  public void close() {
    admin.close();
  }
}
