package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
  void smallRecordsDoNotOvertakeALargeOne() throws Exception {
    credits.acquire(60, LONG);
    List<String> order = new CopyOnWriteArrayList<>();
    Thread large = inBackground(() -> take(90, "large", order));
    awaitBlocked(large);
    Thread small = inBackground(() -> take(10, "small", order));
    awaitBlocked(small);

    credits.release(60);

    large.join();
    small.join();
    assertThat(order).containsExactly("large", "small");
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

  private void take(long weight, String name, List<String> order) {
    credits.acquire(weight, LONG);
    order.add(name);
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
