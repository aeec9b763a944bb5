package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EndWatchTest {
  private static final int NOT_HALTED = -1;

  private final AtomicInteger halted = new AtomicInteger(NOT_HALTED);

  @Test
  void aFailedStreamWhoseProcessDoesNotEndIsHaltedWithItsExitCode() {
    EndWatch watch =
        EndWatch.start(() -> false, () -> ExitCode.DEVICE, Duration.ofMillis(50), halted::set);

    await().until(() -> halted.get() != NOT_HALTED);

    watch.close();
    assertThat(halted.get()).isEqualTo(ExitCode.DEVICE.status());
  }

  @Test
  void aProcessThatEndsInTimeIsNotHalted() {
    EndWatch watch =
        EndWatch.start(() -> false, () -> ExitCode.DEVICE, Duration.ofMinutes(1), halted::set);

    watch.close();

    await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(EndWatchTest::is));
    assertThat(halted.get()).isEqualTo(NOT_HALTED);
  }

  private static boolean is(Thread thread) {
    return thread.getName().equals("end-watch");
  }
}
