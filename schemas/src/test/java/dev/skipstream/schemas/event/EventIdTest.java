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
  void isPinnedForTheEventsOfTracking() {
    assertThat(EventId.of(TOPIC, 3, 4, EventId.Role.TRACKS))
        .isEqualTo("c6470c2dfaa9c92a9c6cd2dc33e4e72d");
    assertThat(EventId.of(TOPIC, 3, 4, EventId.Role.HAPPENING, 0))
        .isEqualTo("911a86c8ecd8f383b422c4f94b1f8aec");
    assertThat(EventId.of(TOPIC, 3, 4, EventId.Role.HAPPENING, 1))
        .isEqualTo("396e4e3bf312ff99095381c468abb757");
    assertThat(EventId.of(TOPIC, 3, 4, EventId.Role.COUNT, 0))
        .isEqualTo("a1251f53cceb375b07b3743d425009a9");
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
