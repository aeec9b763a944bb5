package dev.skipstream.async;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CreditsTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private final Credits credits = new Credits(3, 100);

  @Test
  void aRecordWaitsUntilTheCountFits() throws Exception {
    credits.acquire(1, LONG);
    credits.acquire(1, LONG);
    credits.acquire(1, LONG);
    Thread fourth = inBackground(() -> credits.acquire(1, LONG));
    awaitBlocked(fourth);

    credits.release(1);

    fourth.join();
    assertThat(credits.recordsInUse()).isEqualTo(3);
  }

  @Test
  void aRecordWaitsUntilItsBytesFit() throws Exception {
    credits.acquire(60, LONG);
    Thread second = inBackground(() -> credits.acquire(50, LONG));
    awaitBlocked(second);

    credits.release(60);

    second.join();
    assertThat(credits.recordsInUse()).isEqualTo(1);
  }

  @Test
  void aRecordLargerThanAllCreditPassesAlone() {
    credits.acquire(1_000, LONG);

    assertThat(credits.recordsInUse()).isEqualTo(1);
  }

  @Test
  void roomIsWaitedForAndNotTaken() throws Exception {
    assertThat(credits.awaitRoom(Duration.ZERO)).isTrue();
    credits.acquire(100, LONG);
    assertThat(credits.awaitRoom(Duration.ofMillis(1))).isFalse();
    CompletableFuture<Boolean> room = CompletableFuture.supplyAsync(() -> credits.awaitRoom(LONG));

    credits.release(100);

    assertThat(room.get(5, SECONDS)).isTrue();
    assertThat(credits.recordsInUse()).isZero();
  }

  @Test
  void roomIsForThoseFirstWhoWaitForCredit() throws Exception {
    credits.acquire(60, LONG);
    Thread large = inBackground(() -> credits.acquire(95, LONG));
    awaitBlocked(large);

    assertThat(credits.awaitRoom(Duration.ZERO)).isFalse();

    credits.release(60);
    large.join();
  }

  @Test
  void smallRecordsDoNotOvertakeALargeOne() throws Exception {
    credits.acquire(60, LONG);
    Thread large = inBackground(() -> credits.acquire(95, LONG));
    awaitBlocked(large);
    Thread small = inBackground(() -> credits.acquire(10, LONG));
    // It would fit, and waits all the same.
    awaitBlocked(small);

    credits.release(60);

    large.join();
    awaitBlocked(small);
    credits.release(95);
    small.join();
    assertThat(credits.recordsInUse()).isEqualTo(1);
  }

  @Test
  void waitingForCreditEndsWithTheLimit() {
    credits.acquire(100, LONG);

    assertThatThrownBy(() -> credits.acquire(1, Duration.ofMillis(1)))
        .isInstanceOf(StalledException.class)
        .hasMessageContaining("1 of 3 records");

    credits.release(100);
    credits.acquire(1, Duration.ZERO);
  }

  @Test
  void aLoweredLimitHoldsBackNewRecordsAndLeavesThoseInFlight() {
    credits.acquire(1, LONG);
    credits.acquire(1, LONG);

    assertThat(credits.lower()).isEqualTo(1);

    assertThat(credits.awaitRoom(Duration.ZERO)).isFalse();
    credits.release(1);
    assertThat(credits.awaitRoom(Duration.ZERO)).isFalse();
    credits.release(1);
    assertThat(credits.awaitRoom(Duration.ZERO)).isTrue();
    assertThat(credits.lower()).isEqualTo(1);
  }

  @Test
  void aLimitRisesByOneAfterAsManyQuickDrainsInARow() {
    credits.lower();

    credits.drained(true);
    assertThat(credits.limit()).isEqualTo(2);
    credits.drained(true);
    credits.drained(false);
    credits.drained(true);
    assertThat(credits.limit()).isEqualTo(2);
    credits.drained(true);
    assertThat(credits.limit()).isEqualTo(3);
    for (int i = 0; i < 10; i++) {
      credits.drained(true);
    }
    assertThat(credits.limit()).isEqualTo(3);
  }

  @Test
  void aLimitThatRisesLetsInWhoWaits() throws Exception {
    credits.lower();
    credits.acquire(1, LONG);
    Thread second = inBackground(() -> credits.acquire(1, LONG));
    awaitBlocked(second);

    credits.drained(true);

    second.join();
    assertThat(credits.recordsInUse()).isEqualTo(2);
  }

  @Test
  void creditThatIsClosedTwiceIsReturnedOnce() {
    Credits.Credit credit = credits.acquire(1, LONG);
    credits.acquire(1, LONG);

    credit.close();
    credit.close();

    assertThat(credits.recordsInUse()).isEqualTo(1);
  }

  private static Thread inBackground(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  private static void awaitBlocked(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
  }
}
