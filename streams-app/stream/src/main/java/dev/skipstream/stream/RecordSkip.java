package dev.skipstream.stream;

import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.stream.internal.outcome.DeadLetter;
import dev.skipstream.stream.internal.outcome.InputTimestamp;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Written;
import dev.skipstream.topics.BrokerAnswer;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.ClusterFault;
import dev.skipstream.topics.OutputTopic;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Skips the next uncommitted record of a partition on an operator's request: its dead letters and
 * the group's offset in one transaction, while the application is stopped.
 *
 * <p>Threading: for one thread; blocks on the broker, with its clients' time limits.
 */
public final class RecordSkip {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> client;
  private final String application;
  private final List<String> deadLetters;

  /**
   * A skip for one application.
   *
   * @param application the group that reads the input
   * @param deadLetters the dead-letter topics of all its pipelines that read the input
   */
  public RecordSkip(Map<String, Object> client, String application, List<String> deadLetters) {
    this.client = Map.copyOf(client);
    this.application = application;
    this.deadLetters = List.copyOf(deadLetters);
  }

  /**
   * An operator's request.
   *
   * @param at the record
   * @param because the reason, for the reader of the dead letter
   * @param who asks
   */
  public record Request(InputPosition at, String because, String who) {
    public Request {
      if (because.isBlank()) {
        throw new SkipRefusedException(
            "--because is empty: expected the reason for the skip, for the readers of the dead"
                + " letter");
      }
    }
  }

  private record At(String topic, int partition, long offset) implements RecordMetadata {}

  /**
   * Skips the record.
   *
   * @throws SkipRefusedException when the application runs, or the record is not the next one that
   *     is not committed
   * @throws BrokerException when a topic is missing, or the broker refuses
   */
  public void skip(Request request) {
    try (Admin admin = Admin.create(client)) {
      requireStopped(admin);
      InputPosition at = request.at();
      int partitions = Topics.imageTopic(admin, at.topic()).partitions();
      if (at.partition() < 0 || at.partition() >= partitions) {
        throw new SkipRefusedException(
            "topic %s has no partition %d: expected 0 to %d"
                .formatted(at.topic(), at.partition(), partitions - 1));
      }
      Next next = next(at);
      if (next.record().offset() != at.offset()) {
        throw new SkipRefusedException(
            "%s is not the next record of its partition that %s has not committed: that is --offset %d; only the next one can be skipped, so that no other is lost"
                .formatted(at, application, next.record().offset()));
      }
      write(next, request, Topics.outputs(admin, deadLetters));
    } catch (KafkaException e) {
      throw new BrokerException(
          "skipping %s: %s"
              .formatted(
                  request.at(),
                  ClusterFault.explain(e).orElse("the broker says " + e.getMessage())),
          e);
    }
  }

  private void requireStopped(Admin admin) {
    for (GroupListing group :
        BrokerAnswer.await(admin.listGroups().all(), "asking which groups are active")) {
      GroupState state = group.groupState().orElse(GroupState.UNKNOWN);
      if (group.groupId().equals(application)
          && state != GroupState.EMPTY
          && state != GroupState.DEAD) {
        throw new SkipRefusedException(
            "application %s is running: its group is %s, expected Empty; stop all its instances first (one that was killed counts until its session times out)"
                .formatted(application, state));
      }
    }
  }

  /**
   * The next uncommitted record.
   *
   * @param group the metadata of the consumer group, without membership
   * @param note the note that the application has committed with its offset
   */
  private record Next(
      ConsumerRecord<byte[], byte[]> record, ConsumerGroupMetadata group, String note) {}

  private Next next(InputPosition at) {
    TopicPartition partition = new TopicPartition(at.topic(), at.partition());
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, application);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // Where retention was quicker, the next record is the oldest that is there.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          return new Next(
              record, consumer.groupMetadata(), committed == null ? "" : committed.metadata());
        }
      }
    }
    throw new SkipRefusedException(
        "%s has committed all records of %s: there is none to skip"
            .formatted(application, partition));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the commit fails where a send fails
  private void write(Next next, Request request, Map<String, OutputTopic> topics) {
    ConsumerRecord<byte[], byte[]> record = next.record();
    long room = topics.values().stream().mapToLong(OutputTopic::room).max().orElseThrow();
    try (Producer<byte[], byte[]> producer = producer(room)) {
      producer.initTransactions();
      producer.beginTransaction();
      topics.values().forEach(topic -> producer.send(letter(record, request, topic)));
      producer.sendOffsetsToTransaction(
          Map.of(
              new TopicPartition(record.topic(), record.partition()),
              new OffsetAndMetadata(record.offset() + 1, next.note())),
          next.group());
      producer.commitTransaction();
    }
  }

  private static ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> record, Request request, OutputTopic topic) {
    Instant now = Instant.now();
    boolean keeps = record.timestamp() >= 0 && topic.keeps(record.timestamp(), now.toEpochMilli());
    Optional<Header> timestamp =
        keeps ? Optional.empty() : Optional.of(new InputTimestamp(record.timestamp()));
    Headers headers = record.headers();
    Written letter =
        new DeadLetter(
                new Outcome.Rejected(
                    RejectReason.SKIPPED,
                    new SkippedException(request.who(), now.toString(), request.because()),
                    record.value()),
                false,
                record.key(),
                headers,
                new At(record.topic(), record.partition(), record.offset()),
                timestamp)
            .fitting(topic.room(), topic.compacted());
    return new ProducerRecord<>(
        topic.name(),
        record.partition(),
        keeps ? record.timestamp() : now.toEpochMilli(),
        letter.key(),
        letter.value(),
        letter.headers());
  }

  private Producer<byte[], byte[]> producer(long room) {
    Map<String, Object> config = new HashMap<>(client);
    // Within the prefix that the application's own producers have, for access control.
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, application + "-skip");
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.toIntExact(room));
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * Math.max(room, 1 << 20));
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
