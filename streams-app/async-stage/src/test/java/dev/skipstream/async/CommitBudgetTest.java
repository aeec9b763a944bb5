package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommitBudgetTest {
  private static final Duration COMMIT = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofMinutes(5);
  private static final int THREADS = 2;

  @Test
  void aFastModelHasTwoBatchesAWorkerUnderKafkasOwnTimeout() {
    CommitBudget budget = CommitBudget.of(needs(Duration.ofMillis(20), 2, 8, null));

    assertThat(budget.credits()).isEqualTo(32);
    assertThat(budget.transactionTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(budget.drainLimit()).isEqualTo(Duration.ofMillis(7_500));
  }

  @Test
  void aSlowModelRaisesTheTransactionTimeout() {
    CommitBudget budget = CommitBudget.of(needs(Duration.ofSeconds(1), 1, 4, null));

    // 8 records of 1 s and a commit interval in 0.3 of 29 s.
    assertThat(budget.credits()).isEqualTo(8);
    assertThat(budget.transactionTimeout()).isEqualTo(Duration.ofSeconds(29));
  }

  @Test
  void aMachineThatBecomesHalfAsFastIsNotTakenForStalled() {
    for (int millis = 1; millis <= 2_000; millis *= 2) {
      Duration recordTime = Duration.ofMillis(millis);
      CommitBudget budget = CommitBudget.of(needs(recordTime, 1, 4, null));

      assertThat(budget.drainLimit()).isGreaterThan(recordTime.multipliedBy(2L * budget.credits()));
    }
  }

  @Test
  void aTimeoutThatTheUserHasSetLowersTheCreditInstead() {
    CommitBudget budget =
        CommitBudget.of(needs(Duration.ofSeconds(3), 1, 4, Duration.ofSeconds(20)));

    // 0.6 of 20 s less the commit interval has room for 3 records of 3 s.
    assertThat(budget.credits()).isEqualTo(3);
    assertThat(budget.transactionTimeout()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void allCreditsFitForAsLongAsARecordTakesNoLongerThanTheSlowestOne() {
    CommitBudget budget = CommitBudget.of(needs(Duration.ofMillis(20), 2, 8, null));

    // 16 records a worker in 0.6 of 10 s less the commit interval.
    assertThat(budget.slowestRecord()).isEqualTo(Duration.ofNanos(5_500_000_000L / 16));
    assertThat(
            CommitBudget.of(needs(budget.slowestRecord(), 2, 8, Duration.ofSeconds(10))).credits())
        .isEqualTo(budget.credits());
  }

  @Test
  void allStreamThreadsTogetherTakeAboutATenthOfASecondsWorkAtOnce() {
    assertThat(CommitBudget.of(needs(Duration.ofMillis(20), 1, 4, null)).recordsPerPoll())
        .isEqualTo(2);
    assertThat(CommitBudget.of(needs(Duration.ofMillis(20), 2, 4, null)).recordsPerPoll())
        .isEqualTo(5);
    assertThat(CommitBudget.of(needs(Duration.ofSeconds(3), 1, 4, null)).recordsPerPoll())
        .isEqualTo(1);
  }

  @Test
  void speedAloneDoesNotRaiseTheTimeoutBeyondAMinute() {
    CommitBudget budget = CommitBudget.of(needs(Duration.ofSeconds(3), 1, 32, null));

    assertThat(budget.transactionTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(budget.credits()).isEqualTo(11);
  }

  @Test
  void aVerySlowModelGetsWhatOneRecordNeeds() {
    CommitBudget budget = CommitBudget.of(needs(Duration.ofSeconds(50), 1, 1, null));

    assertThat(budget.credits()).isEqualTo(1);
    assertThat(budget.transactionTimeout()).isEqualTo(Duration.ofSeconds(85));
  }

  @Test
  void aModelTooSlowForTheUsersTimeoutIsRefusedByName() {
    assertThatThrownBy(
            () -> CommitBudget.of(needs(Duration.ofSeconds(3), 1, 1, Duration.ofSeconds(5))))
        .isInstanceOf(CommitBudgetException.class)
        .hasMessageStartingWith("transaction.timeout.ms is 5000, expected at least 6000")
        .hasMessageContaining("one record takes 3000 ms");
  }

  @Test
  void aModelTooSlowForThePollIntervalIsRefusedByName() {
    assertThatThrownBy(() -> CommitBudget.of(needs(Duration.ofMinutes(2), 1, 1, null)))
        .hasMessageStartingWith("max.poll.interval.ms is 300000, expected at least 402000");
  }

  @Test
  void theExpectedValueOfARefusalIsEnough() {
    CommitBudget.Needs enough =
        new CommitBudget.Needs(
            Duration.ofMinutes(2),
            Duration.ZERO,
            1,
            THREADS,
            1,
            COMMIT,
            Duration.ofSeconds(402),
            Optional.empty(),
            true);

    assertThat(CommitBudget.of(enough).credits()).isEqualTo(1);
  }

  @Test
  void imagesThatAreFetchedFirstLeaveLessTimeForInference() {
    CommitBudget.Needs fetching =
        new CommitBudget.Needs(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            1,
            THREADS,
            4,
            COMMIT,
            POLL,
            Optional.of(Duration.ofSeconds(20)),
            true);

    // 0.6 of 20 s less 10 s of fetching and the commit interval.
    assertThat(CommitBudget.of(fetching).credits()).isEqualTo(1);
  }

  @Test
  void withoutTransactionsOnlyThePollIntervalBinds() {
    CommitBudget budget =
        CommitBudget.of(
            new CommitBudget.Needs(
                Duration.ofSeconds(3),
                Duration.ZERO,
                1,
                THREADS,
                8,
                COMMIT,
                POLL,
                Optional.empty(),
                false));

    assertThat(budget.credits()).isEqualTo(16);
  }

  private static CommitBudget.Needs needs(
      Duration recordTime, int workers, int batchSize, Duration transactionTimeout) {
    return new CommitBudget.Needs(
        recordTime,
        Duration.ZERO,
        workers,
        THREADS,
        batchSize,
        COMMIT,
        POLL,
        Optional.ofNullable(transactionTimeout),
        true);
  }
}
