package dev.skipstream.stream.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class DecoderPoolTest {
  private static final int PROCESSORS = 12;
  private static final long MILLIS = 1_000_000;

  private DecoderPool pool = DecoderPool.sized(Thread::new, 6, PROCESSORS, 1);

  @AfterEach
  void stop() {
    pool.stop();
  }

  /** The pool decodes a quarter more frames than the devices infer. */
  @ParameterizedTest
  @CsvSource({
    "1, 8, 2, 5",
    "2, 8, 2, 10",
    "4, 8, 2, 12",
    "1, 1, 40, 1",
    "1, 4, 5, 1",
    "1, 5, 5, 2"
  })
  void decodingKeepsUpWithInferenceAsMeasured(
      int devices, long decodeMillis, double frameMillis, int expected) {
    pool.stop();
    pool = DecoderPool.sized(Thread::new, 6, PROCESSORS, devices);

    measure(64, decodeMillis, frameMillis);

    assertThat(pool.size()).isEqualTo(expected);
  }

  @Test
  void theNumberFollowsOtherTimes() {
    measure(64, 8, 2);
    assertThat(pool.size()).isEqualTo(5);

    measure(1_000, 2, 2);
    assertThat(pool.size()).isEqualTo(2);

    measure(1_000, 20, 4);
    assertThat(pool.size()).isEqualTo(7);
  }

  /** Each task waits for the others: with fewer threads none would end. */
  @Test
  void tasksThatWaitGetTheNewThreads() {
    measure(64, 1, 40);
    assertThat(pool.size()).isOne();
    CyclicBarrier all = new CyclicBarrier(5);
    List<CompletableFuture<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tasks.add(CompletableFuture.runAsync(() -> await(all), pool.executor()));
    }

    measure(1_000, 8, 2);

    assertThat(CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new)))
        .succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void aGivenNumberStays() {
    pool.stop();
    pool = DecoderPool.fixed(Thread::new, 3);

    measure(1_000, 1, 40);

    assertThat(pool.size()).as("one would do").isEqualTo(3);
  }

  private void measure(int frames, long decodeMillis, double frameMillis) {
    for (int i = 0; i < frames; i++) {
      pool.measured(decodeMillis * MILLIS, frameMillis * MILLIS);
    }
  }

  private static void await(CyclicBarrier all) {
    try {
      all.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
