package dev.skipstream.bench;

import dev.skipstream.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Runs plain Kafka clients without Kafka Streams. A consumer reads, the loop calls the model and
 * waits for it, and a producer writes the image. The producer's transactions commit the offsets.
 *
 * <p>Threading: as many threads as a stream has, each with clients and partitions of its own; there
 * is no group that would share them out. {@link #close} waits for the transactions that are open.
 */
final class PlainLoop implements Route {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, Object> client;
  private final TopicNames topics;
  private final ScriptedModel model;
  private final List<Thread> threads = new ArrayList<>();
  private volatile RuntimeException failure;
  private volatile boolean closed;

  /** Starts it. */
  PlainLoop(Map<String, Object> client, TopicNames topics, ScriptedModel model) {
    this.client = client;
    this.topics = topics;
    this.model = model;
    for (int i = 0; i < Workbench.STREAM.threads(); i++) {
      int number = i;
      Thread thread = new Thread(() -> run(number), "plain-loop-" + number);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  private void run(int number) {
    try (Consumer<byte[], byte[]> consumer = consumer();
        Producer<byte[], byte[]> producer = producer(number)) {
      consumer.assign(shareOf(number));
      producer.initTransactions();
      new Lane(consumer, producer).run();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** One thread with its clients. */
  private final class Lane {
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private long due;

    Lane(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
      this.consumer = consumer;
      this.producer = producer;
    }

    void run() {
      begin();
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          pass(record);
          commitWhenDue();
          if (closed) {
            break;
          }
        }
        commitWhenDue();
      }
      commit();
    }

    private void begin() {
      producer.beginTransaction();
      due = System.nanoTime() + Workbench.STREAM.commitInterval().toNanos();
    }

    private void pass(ConsumerRecord<byte[], byte[]> record) {
      model.detect(List.of(ScriptedModel.FRAME));
      // A failure of it is the commit's.
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(
                  topics.detections(), record.partition(), record.key(), record.value()));
      done.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }

    private void commitWhenDue() {
      if (System.nanoTime() - due >= 0) {
        commit();
        begin();
      }
    }

    private void commit() {
      producer.sendOffsetsToTransaction(done, consumer.groupMetadata());
      producer.commitTransaction();
      done.clear();
    }
  }

  private List<TopicPartition> shareOf(int number) {
    List<TopicPartition> share = new ArrayList<>();
    for (int i = number; i < Workbench.PARTITIONS; i += Workbench.STREAM.threads()) {
      share.add(new TopicPartition(topics.images(), i));
    }
    return share;
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, topics.detections());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Producer<byte[], byte[]> producer(int number) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.detections() + "-" + number);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void throwIfEnded() {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
