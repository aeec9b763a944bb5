package dev.skipstream.topics.range;

/**
 * A stretch of one partition.
 *
 * @param from the first offset of it
 * @param to the first offset after it
 */
public record OffsetRange(int partition, long from, long to) {

  public OffsetRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "range of partition %d is %d to %d: expected an end that is not before the beginning"
              .formatted(partition, from, to));
    }
  }

  /** Returns the offsets as text, in the notation of all commands: {@code [120, 180)}. */
  public String offsets() {
    return "[%d, %d)".formatted(from, to);
  }

  /** Returns the number of offsets; some may hold no record. */
  public long length() {
    return to - from;
  }
}
