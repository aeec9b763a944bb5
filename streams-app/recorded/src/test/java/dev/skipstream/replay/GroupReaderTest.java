package dev.skipstream.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.topics.range.OffsetRange;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupReaderTest {
  private final MockConsumer<byte[], byte[]> broker = new MockConsumer<>("none");
  private final GroupReader reader =
      new GroupReader(
          new ReplayRange(
              "images",
              new Uuid(1, 2),
              List.of(new OffsetRange(0, 2, 11), new OffsetRange(1, 0, 9))),
          broker);

  @Test
  void aGroupHasTheRecordsOfItsOffsetsAndNoOthers() {
    has(0, 4, 5, 7, 8);

    assertThat(offsets(0, 4)).containsExactly(4L, 5L, 7L);
  }

  @Test
  void theRangeCutsTheGroupsAtItsEnds() {
    has(0, 2, 3, 4);
    assertThat(offsets(0, 0)).containsExactly(2L, 3L);

    has(0, 8, 9, 10, 11);
    assertThat(offsets(0, 8)).containsExactly(8L, 9L, 10L);
  }

  /** Checks that records that were polled beyond a group are not fetched again. */
  @Test
  void theNextGroupBeginsWithWhatIsThereAlready() {
    has(1, 0, 1, 2, 3, 4, 5);
    assertThat(offsets(1, 0)).containsExactly(0L, 1L, 2L, 3L);

    has(1, 6, 7, 8);
    assertThat(offsets(1, 4)).containsExactly(4L, 5L, 6L, 7L);
  }

  @Test
  void aGroupIsReadAgainWhenItIsAskedForAgain() {
    has(1, 0, 1, 2, 3, 4);
    assertThat(offsets(1, 0)).hasSize(4);

    has(1, 0, 1, 2, 3, 4);
    assertThat(offsets(1, 0)).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void partitionsDoNotDisturbEachOther() {
    has(0, 4, 5, 6, 7, 8);
    assertThat(offsets(0, 4)).hasSize(4);
    has(1, 0, 1, 2, 3, 4);
    assertThat(offsets(1, 0)).hasSize(4);

    has(0, 9, 10, 11);
    assertThat(offsets(0, 8)).containsExactly(8L, 9L, 10L);
  }

  /** Adds records for the next poll. */
  private void has(int partition, long... offsets) {
    broker.schedulePollTask(
        () -> {
          for (long offset : offsets) {
            broker.addRecord(new ConsumerRecord<>("images", partition, offset, null, new byte[1]));
          }
        });
  }

  private List<Long> offsets(int partition, long from) {
    assertThat(broker.paused())
        .containsExactlyInAnyOrder(
            new TopicPartition("images", 0), new TopicPartition("images", 1));
    return reader.read(partition, from, from + 4).stream().map(ConsumerRecord::offset).toList();
  }
}
