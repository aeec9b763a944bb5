package dev.skipstream.stream.internal.journal;

/**
 * The failures of the stream that name one record.
 *
 * @param count the number of failures
 * @param alone true if the record ran alone in one of them
 */
public record RecordFailures(int count, boolean alone) {
  /** No end names the record. */
  public static final RecordFailures NONE = new RecordFailures(0, false);

  public RecordFailures {
    if (count < 0 || (alone && count == 0)) {
      throw new IllegalArgumentException(
          "failures of a record are %d, alone %s: expected 0 or more, and at least 1 where one was alone"
              .formatted(count, alone));
    }
  }

  /** Returns these failures with one more. */
  RecordFailures andOne(boolean ranAlone) {
    return new RecordFailures(count + 1, alone || ranAlone);
  }

  /** Returns what two places say together that note the same failures. */
  RecordFailures or(RecordFailures other) {
    return new RecordFailures(Math.max(count, other.count), alone || other.alone);
  }
}
