package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.audit.OutcomeRef;
import dev.skipstream.audit.OutcomeTime;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.DeadLetterHeaders;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random records through the whole stream on a real broker: {@value #SHORT} in the build, any
 * number with {@code -Dhostile.records=100000}. {@code -Dhostile.seed} repeats a run.
 */
@Timeout(3_600)
class RandomRecordsIT {
  private static final int SHORT = 2_000;
  private static final int RECORDS = Integer.getInteger("hostile.records", SHORT);
  private static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Map<String, Object> CLIENT =
      Map.of("bootstrap.servers", SharedBroker.bootstrapServers());

  private final long seed = Long.getLong("hostile.seed", new Random().nextInt());
  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("random"));
  private final RandomRecords records =
      new RandomRecords(topics.images(), PARTITIONS, seed, System.currentTimeMillis());

  /** Inputs that have their outcome, by partition. */
  private final Map<Integer, BitSet> answered = new HashMap<>();

  /** Last input, by output topic and partition. */
  private final Map<String, Long> last = new HashMap<>();

  private final Map<String, Integer> kinds = new TreeMap<>();
  private int outcomes;

  @Test
  void everyRecordHasOneOutcomeInOrderAndTheStreamLives() throws Exception {
    System.out.printf("random records: %d, seed %d%n", RECORDS, seed);
    createTopics();
    DetectionStream app =
        ScriptedApp.app(
            CLIENT,
            topics,
            FrameRules.NONE,
            StreamSettings.DEFAULT,
            new BatchSettings(8, Duration.ofMillis(5), 2),
            new ScriptedDetector());
    CompletableFuture<Void> running = CompletableFuture.runAsync(app::run);
    try {
      publish();
      checkOutcomes(running);
      assertThat(running).as("the stream, seed %d", seed).isNotDone();
      assertThat(app.isRunning()).as("the stream is alive, seed %d", seed).isTrue();
    } finally {
      app.stop();
      running.join();
    }
    System.out.printf("outcomes of random records: %s%n", kinds);
    assertThat(outcomes).as("seed %d", seed).isEqualTo(RECORDS);
  }

  /** The input accepts every timestamp; the outputs have Kafka's window, one hour ahead. */
  private void createTopics() throws Exception {
    int limit = 2 << 20;
    Map<String, String> kept = Map.of("retention.ms", "-1", "segment.ms", "" + Long.MAX_VALUE);
    try (Admin admin = SharedBroker.admin()) {
      Map<String, String> images = new HashMap<>(kept);
      images.put("message.timestamp.after.max.ms", "" + Long.MAX_VALUE);
      images.put("max.message.bytes", "" + limit);
      Map<String, String> deadLetters = new HashMap<>(kept);
      deadLetters.put("max.message.bytes", "" + (limit + Topics.DEAD_LETTER_OVERHEAD_BYTES));
      admin
          .createTopics(
              List.of(
                  new NewTopic(topics.images(), PARTITIONS, (short) 1).configs(images),
                  new NewTopic(topics.detections(), PARTITIONS, (short) 1).configs(kept),
                  new NewTopic(topics.deadLetters(), PARTITIONS, (short) 1).configs(deadLetters)))
          .all()
          .get();
      // Waits until the broker leads them all.
      assertThat(Topics.create(admin, topics, PARTITIONS, (short) 1, limit)).isEmpty();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback has the failure
  private void publish() throws Exception {
    Map<String, Object> config = new HashMap<>(CLIENT);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 << 20);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      CompletableFuture<Void> failure = new CompletableFuture<>();
      for (int i = 0; i < RECORDS; i++) {
        int number = i;
        producer.send(
            records.record(i),
            (at, failed) -> {
              if (failed != null) {
                failure.completeExceptionally(failed);
              } else if (at.offset() != number / PARTITIONS) {
                failure.completeExceptionally(
                    new AssertionError("record " + number + " is at " + at));
              }
            });
      }
      producer.flush();
      assertThat(failure).as("every record was sent, seed %d", seed).isNotCompletedExceptionally();
    }
  }

  private void checkOutcomes(CompletableFuture<Void> running) throws Exception {
    Map<String, Object> config = new HashMap<>(CLIENT);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          topics.outputs().stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long lastNews = System.nanoTime();
      while (outcomes < RECORDS
          && !running.isDone()
          && System.nanoTime() - lastNews < PATIENCE.toNanos()) {
        for (ConsumerRecord<byte[], byte[]> outcome : consumer.poll(Duration.ofMillis(200))) {
          check(outcome);
          lastNews = System.nanoTime();
        }
      }
      if (running.isDone()) {
        running.join();
      }
      // What is too much shows only after the end.
      consumer.poll(Duration.ofSeconds(1)).forEach(outcome -> outcomes++);
    }
  }

  private void check(ConsumerRecord<byte[], byte[]> outcome) throws Exception {
    outcomes++;
    OutcomeRef ref = OutcomeRef.of(outcome, topics);
    InputPosition at = ref.input();
    int number = Math.toIntExact(at.offset() * PARTITIONS + at.partition());
    ProducerRecord<byte[], byte[]> input = records.record(number);
    String what = "%s of record %d, seed %d".formatted(ref.kind(), number, seed);

    assertThat(outcome.partition()).as(what).isEqualTo(at.partition());
    BitSet of = answered.computeIfAbsent(at.partition(), partition -> new BitSet());
    int bit = Math.toIntExact(at.offset());
    assertThat(of.get(bit)).as(what + ", again").isFalse();
    of.set(bit);
    Long before = last.put(outcome.topic() + outcome.partition(), at.offset());
    assertThat(before == null || before < at.offset()).as(what + ", in order").isTrue();

    assertThat(OutcomeTime.states(outcome, input.timestamp()))
        .as("%s states the timestamp %d of its input", what, input.timestamp())
        .isTrue();
    if (ref.kind() == OutcomeRef.Kind.DEAD_LETTER) {
      checkDeadLetter(what, outcome, input);
    } else {
      assertThat(outcome.key()).as(what).isEqualTo(input.key());
      kinds.merge("detected", 1, Integer::sum);
    }
    if (outcome.timestamp() != input.timestamp()) {
      kinds.merge("(timestamp replaced)", 1, Integer::sum);
    }
  }

  private void checkDeadLetter(
      String what, ConsumerRecord<byte[], byte[]> outcome, ProducerRecord<byte[], byte[]> input) {
    String reason = text(outcome, DeadLetterHeaders.REASON);
    kinds.merge(reason, 1, Integer::sum);
    // The one defect there is: a decoder that fails on images which begin so.
    if (reason.equals("internal")) {
      assertThat(text(outcome, "__streams.errors.message"))
          .as(what + ": " + text(outcome, "__streams.errors.stacktrace"))
          .isEqualTo("a defect of the decoder");
    }
    Header cut = ownDropped(outcome, input);
    if (cut == null) {
      assertThat(outcome.key()).as(what).isEqualTo(input.key());
      assertThat(outcome.value()).as(what).isEqualTo(input.value());
      Header[] own = outcome.headers().toArray();
      Header[] theirs = input.headers().toArray();
      for (int i = 0; i < theirs.length; i++) {
        assertThat(own[i].key()).as(what).isEqualTo(theirs[i].key());
        assertThat(own[i].value()).as(what).isEqualTo(theirs[i].value());
      }
    } else {
      kinds.merge("(lacks " + new String(cut.value(), UTF_8) + ")", 1, Integer::sum);
    }
  }

  /** The header by which our letter names what it lacks, and not one that its input had. */
  private static Header ownDropped(
      ConsumerRecord<byte[], byte[]> outcome, ProducerRecord<byte[], byte[]> input) {
    int theirs = 0;
    for (Header header : input.headers().headers(DeadLetterHeaders.DROPPED)) {
      theirs += header == null ? 0 : 1;
    }
    int all = 0;
    for (Header header : outcome.headers().headers(DeadLetterHeaders.DROPPED)) {
      all += header == null ? 0 : 1;
    }
    Header lastOne = outcome.headers().lastHeader(DeadLetterHeaders.DROPPED);
    return all > theirs || (lastOne != null && all == 1 && theirs != 1) ? lastOne : null;
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    Header found = record.headers().lastHeader(header);
    return found == null || found.value() == null ? "absent" : new String(found.value(), UTF_8);
  }
}
