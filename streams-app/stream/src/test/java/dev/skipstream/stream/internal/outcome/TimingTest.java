package dev.skipstream.stream.internal.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimingTest {
  private static final long MILLION = 1_000_000;

  @Test
  void theHeaderHasMillisecondsWithOneRoundedDecimal() {
    Timing timing =
        new Timing(
            5 * MILLION,
            0,
            7 * MILLION + 49_999,
            9 * MILLION,
            new BatchRun("cpu", 1, 10 * MILLION + 50_000, 1_234 * MILLION));

    assertThat(timing.toHeader(70_000_005L * MILLION))
        .isEqualTo("queue=3.1,decode=2.0,inference=1224.0,total=70000000.0");
  }

  @Test
  void theHeaderHasTheFetchWhereThereWasOne() {
    Timing timing =
        new Timing(
            0,
            2 * MILLION,
            3 * MILLION,
            4 * MILLION,
            new BatchRun("cpu", 1, 5 * MILLION, 6 * MILLION));

    assertThat(timing.toHeader(6 * MILLION))
        .isEqualTo("queue=2.0,fetch=2.0,decode=1.0,inference=1.0,total=6.0");
  }
}
