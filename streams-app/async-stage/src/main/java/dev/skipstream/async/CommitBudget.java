package dev.skipstream.async;

import java.time.Duration;
import java.util.Optional;

/**
 * The limit of in-flight work, so that its drain fits into the transaction that a commit ends.
 *
 * @param credits the number of in-flight records of the process
 * @param recordsPerPoll the number of records that each stream thread may poll at once ({@code
 *     max.poll.records})
 * @param transactionTimeout the required value of {@code transaction.timeout.ms}
 * @param drainLimit the time after which the drains of one commit count as stalled
 * @param slowestRecord the longest time of a worker for a record that the budget allows with all
 *     credits in use
 */
public record CommitBudget(
    int credits,
    int recordsPerPoll,
    Duration transactionTimeout,
    Duration drainLimit,
    Duration slowestRecord) {
  /** The batches per worker: one runs, one gathers. */
  private static final int BATCHES_PER_WORKER = 2;

  /**
   * The time between two polls of a stream thread under full load. A stream thread processes all
   * its records before it polls again, and all stream threads share the workers. A rebalance takes
   * several polls of each thread, and more if one is late. During a rebalance no member commits, so
   * transactions may time out.
   */
  private static final Duration POLL_EVERY = Duration.ofMillis(100);

  /** The share of the time limit that a full drain and the commit interval may take. */
  private static final double SHARE = 0.6;

  /**
   * The share if the app chooses the time limit. A machine with other work may be half as fast as
   * it was during warm-up, and must not stop for this reason.
   */
  private static final double EASY_SHARE = SHARE / 2;

  private static final double STALLED_SHARE = 0.8;

  /** The default of Kafka Streams under exactly-once. */
  private static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  /**
   * The limit of a higher transaction timeout. A crashed instance's partitions wait while its
   * transaction is open. The timeout is therefore higher only if a single record would not fit
   * otherwise, and never for throughput.
   */
  private static final Duration HIGH_TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

  /**
   * The inputs of the budget.
   *
   * @param recordTime the time of a worker for a record
   * @param preparation the time to prepare all in-flight records for the workers
   * @param workers the number of workers
   * @param threads the number of stream threads that share them
   * @param batchSize the number of records that a worker takes at once
   * @param commitInterval {@code commit.interval.ms}
   * @param maxPollInterval {@code max.poll.interval.ms}
   * @param transactionTimeout {@code transaction.timeout.ms}, if the user has set it
   * @param transactional true if commits end transactions
   */
  public record Needs(
      Duration recordTime,
      Duration preparation,
      int workers,
      int threads,
      int batchSize,
      Duration commitInterval,
      Duration maxPollInterval,
      Optional<Duration> transactionTimeout,
      boolean transactional) {

    /** Returns the fixed time of a drain and its commit, independent of the number of records. */
    private Duration fixed() {
      return preparation.plus(commitInterval);
    }
  }

  /**
   * Finds the budget.
   *
   * @throws CommitBudgetException when not one record fits; the message names the setting
   */
  public static CommitBudget of(Needs needs) {
    Duration pollLimit = needs.maxPollInterval().dividedBy(2);
    int ideal = needs.workers() * BATCHES_PER_WORKER * needs.batchSize();
    Duration timeout = transactionTimeout(needs, pollLimit, ideal);
    Duration limit = needs.transactional() ? min(timeout, pollLimit) : pollLimit;
    int fitting = recordsWithin(limit, needs);
    if (fitting < 1) {
      throw new CommitBudgetException(refusal(needs, limit, timeout));
    }
    Duration drainLimit = scaled(limit, STALLED_SHARE).minus(needs.commitInterval());
    int credits = Math.min(ideal, fitting);
    return new CommitBudget(
        credits, recordsPerPoll(needs), timeout, drainLimit, slowestRecord(limit, needs, credits));
  }

  private static int recordsPerPoll(Needs needs) {
    return Math.max(1, recordsIn(POLL_EVERY, needs) / needs.threads());
  }

  private static Duration transactionTimeout(Needs needs, Duration pollLimit, int ideal) {
    if (needs.transactionTimeout().isPresent() || !needs.transactional()) {
      return needs.transactionTimeout().orElse(DEFAULT_TRANSACTION_TIMEOUT);
    }
    Duration wanted = min(timeoutFor(ideal, needs, EASY_SHARE), HIGH_TRANSACTION_TIMEOUT);
    Duration least = timeoutFor(needs.workers(), needs, SHARE);
    return min(max(DEFAULT_TRANSACTION_TIMEOUT, max(wanted, least)), pollLimit);
  }

  /** The timeout of which {@code records} take a share to drain, rounded up to a second. */
  private static Duration timeoutFor(int records, Needs needs, double share) {
    int each = (records + needs.workers() - 1) / needs.workers();
    Duration taken = needs.recordTime().multipliedBy(each).plus(needs.fixed());
    return Duration.ofSeconds((long) Math.ceil(taken.toNanos() / share / 1e9));
  }

  private static int recordsWithin(Duration limit, Needs needs) {
    Duration available = scaled(limit, SHARE).minus(needs.fixed());
    if (available.isNegative()) {
      return 0;
    }
    return recordsIn(available, needs);
  }

  private static Duration slowestRecord(Duration limit, Needs needs, int credits) {
    int each = (credits + needs.workers() - 1) / needs.workers();
    return scaled(limit, SHARE).minus(needs.fixed()).dividedBy(each);
  }

  private static int recordsIn(Duration time, Needs needs) {
    long each = time.toNanos() / Math.max(1, needs.recordTime().toNanos());
    return (int) Math.min(Integer.MAX_VALUE, each * needs.workers());
  }

  private static String refusal(Needs needs, Duration limit, Duration timeout) {
    boolean pollBinds = !needs.transactional() || timeout.compareTo(limit) > 0;
    boolean mayRaise = needs.transactionTimeout().isEmpty();
    String setting =
        pollBinds || mayRaise
            ? "max.poll.interval.ms is %d".formatted(needs.maxPollInterval().toMillis())
            : "transaction.timeout.ms is %d".formatted(timeout.toMillis());
    long factor = pollBinds || mayRaise ? 2 : 1;
    return "%s, expected at least %d: one record takes %d ms after %d ms of preparation and must be finished, with a commit interval of %d ms, in %.1f of it"
        .formatted(
            setting,
            timeoutFor(needs.workers(), needs, SHARE).toMillis() * factor,
            needs.recordTime().toMillis(),
            needs.preparation().toMillis(),
            needs.commitInterval().toMillis(),
            SHARE / factor);
  }

  private static Duration scaled(Duration duration, double share) {
    return Duration.ofNanos((long) (duration.toNanos() * share));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
