package dev.skipstream.async;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MicroBatcherTest {
  private static final int SIZE = 3;

  private long now;
  private final MicroBatcher<String, String, String> batcher =
      new MicroBatcher<>(SIZE, Duration.ofMillis(10), () -> now);
  private final WorkOwner owner = new WorkOwner();

  @Test
  void aFullBatchLeavesAlthoughMoreIsOnItsWay() {
    batcher.announce(owner);
    put("a", "1");
    put("a", "2");
    assertThat(batcher.poll()).isEmpty();

    put("a", "3");

    assertThat(next()).containsExactly("1", "2", "3");
  }

  @Test
  void aBatchWaitsForWhatIsOnItsWayUntilItHasLingered() {
    batcher.announce(owner);
    put("a", "1");
    now += MILLISECONDS.toNanos(9);
    assertThat(batcher.poll()).isEmpty();

    now += MILLISECONDS.toNanos(1);

    assertThat(next()).containsExactly("1");
  }

  @Test
  void nothingLingersWhenNothingIsOnItsWay() {
    put("a", "1");

    assertThat(next()).containsExactly("1");
  }

  @Test
  void anAnnouncedItemThatIsWithdrawnKeepsNobodyWaiting() {
    MicroBatcher<String, String, String>.Announcement other = batcher.announce(owner);
    put("a", "1");
    assertThat(batcher.poll()).isEmpty();

    other.withdraw();

    assertThat(next()).containsExactly("1");
  }

  @Test
  void whatIsOfferedTogetherLeavesTogether() {
    batcher.announce(owner);

    batcher.offerTogether(owner, "a", List.of("1", "2", "3"));

    assertThat(next()).containsExactly("1", "2", "3");
  }

  @Test
  void whatIsOfferedTogetherToBrokenWorkersFails() {
    batcher.fail(new StageException("broken"));

    assertThat(batcher.offerTogether(owner, "a", List.of("1", "2")))
        .hasSize(2)
        .allMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void bucketsDoNotMix() {
    put("a", "1");
    put("b", "2");
    put("a", "3");

    assertThat(next()).containsExactly("1", "3");
    assertThat(next()).containsExactly("2");
  }

  @Test
  void theOldestOfTwoDueBatchesLeavesFirst() {
    put("a", "1");
    now += 1;
    put("b", "2");
    next();
    now += 1;
    put("a", "3");

    assertThat(next()).containsExactly("2");
  }

  @Test
  void aDrainFlushesOnlyTheBucketsThatHoldItsWork() {
    WorkOwner draining = new WorkOwner();
    batcher.announce(owner);
    put("a", "1");
    put("b", "2", draining);
    assertThat(batcher.poll()).isEmpty();

    draining.draining(true);

    assertThat(next()).containsExactly("2");
    assertThat(batcher.poll()).isEmpty();
  }

  @Test
  void workThatIsDecodedAfterItsOwnerBeganToDrainDoesNotLinger() {
    batcher.announce(owner);
    owner.draining(true);
    put("a", "late");

    assertThat(next()).containsExactly("late");
  }

  @Test
  void drainingWorkGoesBeforeOlderWork() {
    WorkOwner draining = new WorkOwner();
    put("a", "older");
    now += 1;
    draining.draining(true);
    put("b", "draining", draining);

    assertThat(next()).containsExactly("draining");
  }

  @Test
  void workOfAnOwnerThatLeftIsDropped() {
    CompletableFuture<String> result = offer("a", "1");
    owner.leave();

    batcher.ownersChanged();

    assertThat(batcher.poll()).isEmpty();
    assertThatThrownBy(result::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void aShrunkenBatcherMakesSmallerBatches() {
    batcher.shrink(2);
    put("a", "1");
    put("a", "2");
    put("a", "3");

    assertThat(next()).containsExactly("1", "2");
    assertThat(next()).containsExactly("3");
  }

  @Test
  void aWorkerThatWaitsTakesALingeringBatchByItself() throws Exception {
    MicroBatcher<String, String, String> timed = new MicroBatcher<>(SIZE, Duration.ofMillis(5));
    timed.announce(owner);
    CompletableFuture<String> result = timed.announce(owner).offer("a", "1");

    assertThat(result).isNotDone();
    assertThat(timed.take().orElseThrow().items()).hasSize(1);
  }

  @Test
  void afterItFailedEverythingFailsWithTheCause() throws Exception {
    CompletableFuture<String> before = offer("a", "1");
    MicroBatcher<String, String, String>.Announcement later = batcher.announce(owner);
    StageException broken = new StageException("device lost");

    batcher.fail(broken);

    assertThatThrownBy(before::join).hasCause(broken);
    assertThatThrownBy(later.offer("a", "2")::join).hasCause(broken);
    assertThat(batcher.take()).isEmpty();
  }

  private void put(String bucket, String value) {
    put(bucket, value, owner);
  }

  private void put(String bucket, String value, WorkOwner by) {
    assertThat(offer(bucket, value, by)).isNotDone();
  }

  private CompletableFuture<String> offer(String bucket, String value) {
    return offer(bucket, value, owner);
  }

  private CompletableFuture<String> offer(String bucket, String value, WorkOwner by) {
    return batcher.announce(by).offer(bucket, value);
  }

  private List<String> next() {
    return batcher.poll().orElseThrow().items().stream().map(BatchItem::value).toList();
  }
}
