package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitLimitTest {
  private final CommitLimit limit = new CommitLimit(Duration.ofNanos(100));

  @Test
  void theDrainsOfOneCommitShareTheLimit() {
    limit.ofThisCommit().spend(70, 70);
    assertThat(limit.ofThisCommit().slice()).isEqualTo(30);

    limit.ofThisCommit().spend(30, 30);

    assertThat(limit.ofThisCommit().isSpent()).isTrue();
    assertThat(limit.ofThisCommit().slice()).isZero();
  }

  @Test
  void theNextRecordStartsAnotherCommit() {
    limit.ofThisCommit().spend(70, 70);

    limit.reset();

    assertThat(limit.ofThisCommit().slice()).isEqualTo(100);
  }

  @Test
  void whoeverWasFrozenHasWaitedForOneSlice() {
    limit.ofThisCommit().spend(30, Duration.ofMinutes(1).toNanos());

    assertThat(limit.ofThisCommit().slice()).isEqualTo(70);
  }

  @Test
  void threadsDoNotShareTheLimit() throws Exception {
    limit.ofThisCommit().spend(70, 70);
    long[] remaining = new long[1];

    Thread other = new Thread(() -> remaining[0] = limit.ofThisCommit().slice());
    other.start();
    other.join();

    assertThat(remaining[0]).isEqualTo(100);
  }
}
