package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Uses Kafka's mock clients; {@code RecreatedTopicIT} uses real ones. */
class CommitCheckTest {
  private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS =
      Map.of(new TopicPartition("images", 0), new OffsetAndMetadata(7));

  private final MockProducer<byte[], byte[]> mock =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void offsetsOfATransactionAreSentOnlyWhenTheCheckPasses() {
    Producer<byte[], byte[]> producer = CommitCheck.producer(mock, CommitCheckTest::fail);
    producer.initTransactions();
    producer.beginTransaction();

    // The check comes first, so the group's metadata is not looked at.
    assertThatThrownBy(() -> producer.sendOffsetsToTransaction(OFFSETS, null))
        .isInstanceOf(IllegalStateException.class);
    assertThat(mock.sentOffsets()).isFalse();
  }

  @Test
  void offsetsOfAConsumerAreCommittedOnlyWhenTheCheckPasses() {
    MockConsumer<byte[], byte[]> inner = new MockConsumer<>("earliest");
    Consumer<byte[], byte[]> consumer = CommitCheck.consumer(inner, CommitCheckTest::fail);

    assertThatThrownBy(() -> consumer.commitSync(OFFSETS))
        .isInstanceOf(IllegalStateException.class);
    assertThat(inner.committed(OFFSETS.keySet())).isEmpty();
  }

  @Test
  void allElseGoesThroughWithItsOwnExceptions() {
    Producer<byte[], byte[]> producer = CommitCheck.producer(mock, CommitCheckTest::fail);
    producer.initTransactions();
    producer.beginTransaction();
    mock.fenceProducer();

    assertThatThrownBy(producer::commitTransaction).isInstanceOf(ProducerFencedException.class);
  }

  private static void fail() {
    throw new IllegalStateException("another topic");
  }
}
