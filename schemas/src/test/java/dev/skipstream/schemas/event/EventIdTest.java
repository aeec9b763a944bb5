package dev.skipstream.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class EventIdTest {
  private static final Uuid TOPIC = new Uuid(1, 2);

  @Test
  void isPinnedSoThatAReaderMayDeduplicateAcrossReleases() {
    assertThat(EventId.of(TOPIC, 3, 4, EventId.Role.OUTCOME))
        .isEqualTo("616c9bb8821313c51f48b7281d9f84e2");
  }

  @Test
  void differsByTopicPartitionAndOffset() {
    assertThat(
            new String[] {
              EventId.of(TOPIC, 3, 4, EventId.Role.OUTCOME),
              EventId.of(TOPIC, 4, 3, EventId.Role.OUTCOME),
              EventId.of(TOPIC, 3, 5, EventId.Role.OUTCOME),
              EventId.of(new Uuid(2, 1), 3, 4, EventId.Role.OUTCOME)
            })
        .doesNotHaveDuplicates();
  }
}
