package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitLimitTest {
  private long now;
  private final CommitLimit limit = new CommitLimit(Duration.ofNanos(100), () -> now);

  @Test
  void theDrainsOfOneCommitShareTheLimit() {
    assertThat(limit.remainingNanos()).isEqualTo(100);
    now = 70;
    assertThat(limit.remainingNanos()).isEqualTo(30);
    now = 120;
    assertThat(limit.remainingNanos()).isEqualTo(-20);
  }

  @Test
  void theNextRecordStartsAnotherCommit() {
    limit.remainingNanos();
    now = 70;

    limit.reset();

    assertThat(limit.remainingNanos()).isEqualTo(100);
  }

  @Test
  void threadsDoNotShareTheLimit() throws Exception {
    limit.remainingNanos();
    now = 70;
    long[] remaining = new long[1];

    Thread other = new Thread(() -> remaining[0] = limit.remainingNanos());
    other.start();
    other.join();

    assertThat(remaining[0]).isEqualTo(100);
  }
}
