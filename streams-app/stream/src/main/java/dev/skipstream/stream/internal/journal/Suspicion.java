package dev.skipstream.stream.internal.journal;

/** The suspicion about a record from earlier ends of the process and of the stream. */
public enum Suspicion {
  /** No suspicion, or too little: one end may have had any cause. */
  NONE,
  /** It was there in two ends: it runs alone, so that the next one tells. */
  RUN_ALONE,
  /** The process crashed while the record ran alone: the record is not retried. */
  CRASHED_ALONE,
  /** The stream ended because of the record while it ran alone: the record is not retried. */
  FAILED_ALONE;

  private static final int ALONE_AFTER = 2;

  /** Returns true for a record that is not tried again. */
  public boolean isGuilty() {
    return this == CRASHED_ALONE || this == FAILED_ALONE;
  }

  /**
   * Judges a record.
   *
   * @param crashes of the process while it was uncommitted
   * @param crashedAlone one of them came when it ran alone
   * @param failures of the stream that name it
   */
  static Suspicion of(int crashes, boolean crashedAlone, RecordFailures failures) {
    if (failures.alone()) {
      return FAILED_ALONE;
    }
    if (crashedAlone) {
      return CRASHED_ALONE;
    }
    return crashes + failures.count() >= ALONE_AFTER ? RUN_ALONE : NONE;
  }
}
