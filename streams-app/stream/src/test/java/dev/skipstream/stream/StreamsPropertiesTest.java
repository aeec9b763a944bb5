package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.CommitBudget;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {
  @Test
  void newPartitionsAreLookedForTwiceAMinuteUnlessTheUserSaysOtherwise() {
    assertThat(of(Map.of())).containsEntry("metadata.max.age.ms", 30_000);
    assertThat(of(Map.of("metadata.max.age.ms", "5000")))
        .containsEntry("metadata.max.age.ms", "5000");
  }

  @Test
  void recordsThatWereNotCommittedAreNoInputUnderAnyGuarantee() {
    assertThat(of(Map.of())).containsEntry("consumer.isolation.level", "read_committed");
  }

  private static Properties of(Map<String, Object> client) {
    CommitBudget budget =
        CommitBudget.of(
            new CommitBudget.Needs(
                Duration.ofMillis(10),
                Duration.ZERO,
                1,
                2,
                4,
                Duration.ofMillis(500),
                Duration.ofMinutes(5),
                Optional.empty(),
                true));
    return StreamsProperties.of(
        "app",
        client,
        StreamSettings.DEFAULT,
        MemoryBudget.of(1L << 30, 4, 1_000_000, 1_262_144),
        budget);
  }
}
