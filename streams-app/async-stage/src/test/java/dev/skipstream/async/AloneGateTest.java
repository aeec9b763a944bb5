package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two stream threads, and suspects on the partition of the first. */
class AloneGateTest {
  private static final Duration TIMEOUT = Duration.ofMillis(1);
  private static final TopicPartition FIRST = new TopicPartition("cities", 0);
  private static final TopicPartition OTHER = new TopicPartition("cities", 1);

  private final Set<Long> suspects = new HashSet<>(Set.of(2L));
  private final AloneGate gate = new AloneGate(new History());
  private final MockConsumer<byte[], byte[]> firstBroker = new MockConsumer<>("earliest");
  private final MockConsumer<byte[], byte[]> otherBroker = new MockConsumer<>("earliest");
  private final Consumer<byte[], byte[]> first = thread(firstBroker);
  private final Consumer<byte[], byte[]> other = thread(otherBroker);

  /** Suspects are forgotten when they are committed. */
  private final class History implements RecordHistory {
    @Override
    public boolean anyRunsAlone() {
      return !suspects.isEmpty();
    }

    @Override
    public boolean runsAlone(TopicPartition partition, long offset) {
      return partition.equals(FIRST) && suspects.contains(offset);
    }

    @Override
    public void committed(TopicPartition partition, long offset) {
      suspects.removeIf(suspect -> partition.equals(FIRST) && suspect < offset);
    }

    @Override
    public void givenUp(TopicPartition partition) {}

    @Override
    public void refused(TopicPartition partition, long offset, Exception failure) {}
  }

  private Consumer<byte[], byte[]> thread(MockConsumer<byte[], byte[]> broker) {
    return PacedConsumer.over(
        broker,
        new Credits(100, 100),
        new Gate(Map.of()),
        new RateLimit(OptionalDouble.empty()),
        gate);
  }

  @BeforeEach
  void assign() {
    firstBroker.assign(List.of(FIRST));
    firstBroker.updateBeginningOffsets(Map.of(FIRST, 0L));
    otherBroker.assign(List.of(OTHER));
    otherBroker.updateBeginningOffsets(Map.of(OTHER, 0L));
  }

  @Test
  void aSuspectDoesNotComeWithThoseBeforeIt() {
    send(firstBroker, FIRST, 0, 1, 2, 3);

    ConsumerRecords<byte[], byte[]> polled = first.poll(TIMEOUT);

    assertThat(polled).extracting(ConsumerRecord::offset).containsExactly(0L, 1L);
    assertThat(polled.nextOffsets().get(FIRST).offset()).isEqualTo(2);
    assertThat(firstBroker.position(FIRST)).isEqualTo(2);
    assertThat(gate.awaitsCommit()).isTrue();
  }

  @Test
  void aSuspectComesAloneWhenAllBeforeItAreCommittedThoseOfOtherThreadsToo() {
    send(otherBroker, OTHER, 0);
    assertThat(other.poll(TIMEOUT)).hasSize(1);
    send(firstBroker, FIRST, 0, 1, 2, 3);
    assertThat(first.poll(TIMEOUT)).hasSize(2);

    commit(first, FIRST, 2);
    send(firstBroker, FIRST, 2, 3);
    assertThat(first.poll(TIMEOUT)).as("the other thread has one").isEmpty();

    commit(other, OTHER, 1);
    assertThat(first.poll(TIMEOUT)).extracting(ConsumerRecord::offset).containsExactly(2L);
  }

  @Test
  void aSuspectThatAPollBringsFirstWaitsForTheRecordsOfOtherThreads() {
    send(otherBroker, OTHER, 0);
    assertThat(other.poll(TIMEOUT)).hasSize(1);
    send(firstBroker, FIRST, 2, 3);

    assertThat(first.poll(TIMEOUT)).isEmpty();

    commit(other, OTHER, 1);
    send(firstBroker, FIRST, 2, 3);
    assertThat(first.poll(TIMEOUT)).extracting(ConsumerRecord::offset).containsExactly(2L);
  }

  @Test
  void nothingComesBesideASuspectUntilItIsCommitted() {
    send(firstBroker, FIRST, 2, 3);
    assertThat(first.poll(TIMEOUT)).hasSize(1);
    send(firstBroker, FIRST, 3);
    send(otherBroker, OTHER, 0);
    assertThat(first.poll(TIMEOUT)).isEmpty();
    assertThat(other.poll(TIMEOUT)).isEmpty();

    commit(first, FIRST, 3);
    assertThat(gate.awaitsCommit()).isFalse();
    assertThat(first.poll(TIMEOUT)).extracting(ConsumerRecord::offset).containsExactly(3L);
    assertThat(other.poll(TIMEOUT)).hasSize(1);
  }

  @Test
  void suspectsThatFollowEachOtherComeOneByOne() {
    suspects.add(3L);
    send(firstBroker, FIRST, 2, 3, 4);

    assertThat(first.poll(TIMEOUT)).extracting(ConsumerRecord::offset).containsExactly(2L);
    commit(first, FIRST, 3);
    send(firstBroker, FIRST, 3, 4);
    assertThat(first.poll(TIMEOUT)).extracting(ConsumerRecord::offset).containsExactly(3L);
    commit(first, FIRST, 4);
    send(firstBroker, FIRST, 4);
    assertThat(first.poll(TIMEOUT)).extracting(ConsumerRecord::offset).containsExactly(4L);
  }

  /** The partition now belongs to another instance. */
  @Test
  void aSuspectWhosePartitionIsLostHoldsNobodyUp() {
    send(firstBroker, FIRST, 2);
    assertThat(first.poll(TIMEOUT)).hasSize(1);
    firstBroker.assign(List.of());
    first.poll(TIMEOUT);
    send(otherBroker, OTHER, 0);

    assertThat(other.poll(TIMEOUT)).hasSize(1);
  }

  @Test
  void aSuspectThatAThreadLeavesBehindHoldsNobodyUp() {
    send(firstBroker, FIRST, 2);
    assertThat(first.poll(TIMEOUT)).hasSize(1);
    first.close();
    send(otherBroker, OTHER, 0);

    assertThat(other.poll(TIMEOUT)).hasSize(1);
  }

  /** A transaction was aborted: Kafka Streams goes back to where it has committed. */
  @Test
  void aSuspectThatStartsOverComesAloneAgain() {
    send(firstBroker, FIRST, 2, 3);
    assertThat(first.poll(TIMEOUT)).hasSize(1);
    first.seek(FIRST, 2);
    send(firstBroker, FIRST, 2, 3);

    assertThat(first.poll(TIMEOUT)).extracting(ConsumerRecord::offset).containsExactly(2L);
  }

  @Test
  void aSuspectThatRetentionTookHoldsNobodyUp() {
    send(firstBroker, FIRST, 0, 2, 3);
    assertThat(first.poll(TIMEOUT)).hasSize(1);
    commit(first, FIRST, 2);
    send(firstBroker, FIRST, 3);
    assertThat(first.poll(TIMEOUT)).as("goes back once").isEmpty();
    send(firstBroker, FIRST, 3);

    assertThat(first.poll(TIMEOUT)).extracting(ConsumerRecord::offset).containsExactly(3L);
  }

  private static void commit(
      Consumer<byte[], byte[]> thread, TopicPartition partition, long offset) {
    thread.commitSync(Map.of(partition, new OffsetAndMetadata(offset)));
  }

  private static void send(
      MockConsumer<byte[], byte[]> broker, TopicPartition partition, long... offsets) {
    for (long offset : offsets) {
      broker.addRecord(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), offset, null, new byte[1]));
    }
  }
}
