package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PacedConsumerTest {
  private static final Duration TIMEOUT = Duration.ofMillis(1);
  private static final TopicPartition FIRST = new TopicPartition("cities", 0);
  private static final TopicPartition SECOND = new TopicPartition("cities", 1);

  private final MockConsumer<byte[], byte[]> broker = new MockConsumer<>("earliest");
  private final Credits credits = new Credits(1, 100);
  private final AtomicLong nanos = new AtomicLong();
  private final Consumer<byte[], byte[]> consumer =
      PacedConsumer.over(
          broker,
          credits,
          new Gate(Map.of(FIRST, 2L, SECOND, 0L)),
          new RateLimit(OptionalDouble.of(100), nanos::get),
          new AloneGate(RecordHistory.NONE));

  @Test
  void recordsComeWhileThereIsCredit() {
    assign(FIRST, SECOND);
    send(FIRST, 0);

    assertThat(consumer.poll(TIMEOUT)).hasSize(1);
  }

  @Test
  void withoutCreditRecordsStayAndComeLater() {
    assign(FIRST, SECOND);
    send(FIRST, 0);
    credits.acquire(1, TIMEOUT);

    assertThat(consumer.poll(TIMEOUT)).isEmpty();
    assertThat(consumer.paused()).isEmpty();

    credits.release(1);
    assertThat(consumer.poll(TIMEOUT)).hasSize(1);
  }

  @Test
  void whatTheOwnerHasPausedStaysPaused() {
    assign(FIRST, SECOND);
    consumer.pause(List.of(SECOND));
    credits.acquire(1, TIMEOUT);

    consumer.poll(TIMEOUT);

    assertThat(consumer.paused()).containsExactly(SECOND);
  }

  @Test
  void whatTheOwnerPausesInARebalanceStaysPaused() {
    subscribe(partitions -> consumer.pause(consumer.assignment()));
    broker.rebalance(List.of(FIRST));
    consumer.resume(List.of(FIRST));
    credits.acquire(1, TIMEOUT);
    broker.schedulePollTask(() -> broker.rebalance(List.of(FIRST, SECOND)));

    consumer.poll(TIMEOUT);

    assertThat(consumer.paused()).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  /** Checks that a partition that is no longer assigned is not resumed. */
  @Test
  void whatARebalanceTakesAwayIsNotResumed() {
    subscribe(partitions -> {});
    broker.rebalance(List.of(FIRST));
    credits.acquire(1, TIMEOUT);
    broker.schedulePollTask(() -> broker.rebalance(List.of(SECOND)));

    consumer.poll(TIMEOUT);

    assertThat(consumer.assignment()).containsExactly(SECOND);
    assertThat(consumer.paused()).containsExactly(FIRST);
  }

  @Test
  void nothingBeyondTheEndComes() {
    assign(FIRST, SECOND);
    send(FIRST, 0);
    send(FIRST, 1);
    send(FIRST, 2);
    send(SECOND, 0);

    ConsumerRecords<byte[], byte[]> polled = consumer.poll(TIMEOUT);

    assertThat(polled).extracting(ConsumerRecord::offset).containsExactly(0L, 1L);
    assertThat(polled.partitions()).containsExactly(FIRST);
    assertThat(polled.nextOffsets().get(FIRST).offset()).isEqualTo(2);
  }

  @Test
  void aPartitionAtItsEndIsNotFetchedAndItsOwnerDoesNotNotice() {
    assign(FIRST, SECOND);
    send(FIRST, 0);
    send(FIRST, 1);
    consumer.poll(TIMEOUT);
    later();
    List<TopicPartition> paused = new ArrayList<>();
    broker.schedulePollTask(() -> paused.addAll(broker.paused()));

    consumer.poll(TIMEOUT);

    assertThat(paused).containsExactlyInAnyOrder(FIRST, SECOND);
    assertThat(consumer.paused()).isEmpty();
  }

  /** A transaction was aborted: Kafka Streams goes back to where it has committed. */
  @Test
  void aPartitionThatWasAtItsEndComesAgainFromFurtherBack() {
    assign(FIRST, SECOND);
    send(FIRST, 0);
    send(FIRST, 1);
    consumer.poll(TIMEOUT);
    later();
    consumer.seek(FIRST, 1);
    send(FIRST, 1);

    assertThat(consumer.poll(TIMEOUT)).extracting(ConsumerRecord::offset).containsExactly(1L);
  }

  @Test
  void recordsComeNoFasterThanTheRate() {
    assign(FIRST, SECOND);
    send(FIRST, 0);
    assertThat(consumer.poll(TIMEOUT)).hasSize(1);
    send(FIRST, 1);

    nanos.addAndGet(9_000_000);
    assertThat(consumer.poll(TIMEOUT)).isEmpty();

    nanos.addAndGet(1_000_000);
    assertThat(consumer.poll(TIMEOUT)).hasSize(1);
  }

  /**
   * One poll returns several records. The next records wait for the time that the rate allows for
   * all of them.
   */
  @Test
  void whatCameAtOnceIsWaitedForAfterwards() {
    assign(FIRST, SECOND);
    send(FIRST, 0);
    send(FIRST, 1);
    assertThat(consumer.poll(TIMEOUT)).hasSize(2);
    consumer.seek(FIRST, 0);
    send(FIRST, 0);

    nanos.addAndGet(19_000_000);
    assertThat(consumer.poll(TIMEOUT)).isEmpty();

    nanos.addAndGet(1_000_000);
    assertThat(consumer.poll(TIMEOUT)).hasSize(1);
  }

  /** Moves the clock beyond the rate's next turn. */
  private void later() {
    nanos.addAndGet(1_000_000_000);
  }

  private void subscribe(java.util.function.Consumer<Collection<TopicPartition>> whenAssigned) {
    consumer.subscribe(
        List.of(FIRST.topic()),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            whenAssigned.accept(partitions);
          }
        });
    broker.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
  }

  private void assign(TopicPartition... partitions) {
    broker.assign(List.of(partitions));
    broker.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
  }

  private void send(TopicPartition partition, long offset) {
    broker.addRecord(
        new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, new byte[1]));
  }
}
