package dev.skipstream.async;

import org.apache.kafka.common.TopicPartition;

/** The stage cannot go on because of one record. The cause is what went wrong with it. */
public final class RecordException extends StageException {
  private static final long serialVersionUID = 1L;

  private final transient TopicPartition partition;
  private final long offset;
  private final String what;

  /**
   * A failure of one record.
   *
   * @param partition of the input
   * @param what went wrong with it, as a clause: {@code its timestamp is -1}
   */
  public RecordException(TopicPartition partition, long offset, String what, Throwable cause) {
    super("record %s@%d: %s".formatted(partition, offset, what), cause);
    this.partition = partition;
    this.offset = offset;
    this.what = what;
  }

  /** The partition of the input. */
  public TopicPartition partition() {
    return partition;
  }

  /** The record's offset in its partition. */
  public long offset() {
    return offset;
  }

  /** Returns the error of the record, as a clause. */
  public String what() {
    return what;
  }
}
