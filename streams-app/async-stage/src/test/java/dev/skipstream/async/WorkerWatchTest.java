package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkerWatchTest {
  private final AtomicLong clock = new AtomicLong();
  private final List<StalledException> hangs = new ArrayList<>();
  private final WorkerWatch watch =
      new WorkerWatch(Duration.ofSeconds(20), Duration.ofMillis(1_800), clock::get);

  @Test
  void aBatchThatRunsLongerThanTheLimitIsGivenUpOnceWithItsFigures() {
    watch.begins("worker-1", 4, hangs::add);

    ticks(Duration.ofMillis(19_900));
    assertThat(hangs).isEmpty();
    assertThat(watch.isAlive()).isTrue();
    ticks(Duration.ofSeconds(5));

    assertThat(hangs).hasSize(1);
    assertThat(hangs.get(0))
        .hasMessageStartingWith(
            "worker-1 hangs: its batch of 4 has run for 20000 ms without a result, and the limit is"
                + " 20000 ms; the last batch took 0 ms, a full batch at warm-up took 1800 ms, and"
                + " the load average is ")
        .hasMessageContaining(
            " on %d processor(s)".formatted(Runtime.getRuntime().availableProcessors()));
    assertThat(watch.isAlive()).isFalse();
  }

  @Test
  void slowBatchesThatCompleteAreProgress() {
    for (int i = 0; i < 10; i++) {
      WorkerWatch.Running batch = watch.begins("worker-1", 4, hangs::add);
      ticks(Duration.ofSeconds(19));
      clock.addAndGet(Duration.ofSeconds(19).toNanos());
      watch.ends(batch);
    }

    assertThat(hangs).isEmpty();
    assertThat(watch.isAlive()).isTrue();
    assertThat(watch.completedBatches()).isEqualTo(10);
    assertThat(watch.describe()).startsWith("the last batch took 19000 ms");
  }

  /** The clock goes on while a process is frozen, and the ticks do not. */
  @Test
  void aFrozenProcessHangsNot() {
    watch.begins("worker-1", 4, hangs::add);
    clock.addAndGet(Duration.ofHours(1).toNanos());

    watch.tick();

    assertThat(hangs).isEmpty();
  }

  @Test
  void oneWorkerThatHangsIsFoundBesideOneThatWorks() {
    watch.begins("worker-1", 4, hangs::add);
    for (int i = 0; i < 201; i++) {
      WorkerWatch.Running batch = watch.begins("worker-2", 1, hangs::add);
      watch.tick();
      watch.ends(batch);
    }

    assertThat(hangs).hasSize(1);
    assertThat(hangs.get(0)).hasMessageContaining("worker-1 hangs");
  }

  @Test
  void withoutABatchForALongTimeThereIsNoProgress() {
    assertThat(watch.isAlive()).isFalse();
    watch.ends(watch.begins("worker-1", 1, hangs::add));
    assertThat(watch.isAlive()).isTrue();

    ticks(Duration.ofSeconds(20));

    assertThat(watch.isAlive()).isFalse();
  }

  private void ticks(Duration time) {
    for (long i = 0; i < time.dividedBy(WorkerWatch.TICK); i++) {
      watch.tick();
    }
  }
}
