package dev.skipstream.async;

import org.apache.kafka.common.TopicPartition;

/**
 * The history of single records: how they ended in earlier runs, and how they end in this one.
 *
 * <p>Threading: called by stream threads and by the network threads of their producers; no call may
 * block.
 */
public interface RecordHistory {

  /** A history without suspects that keeps nothing. */
  RecordHistory NONE =
      new RecordHistory() {
        @Override
        public boolean anyRunsAlone() {
          return false;
        }

        @Override
        public boolean runsAlone(TopicPartition partition, long offset) {
          return false;
        }

        @Override
        public void committed(TopicPartition partition, long offset) {}

        @Override
        public void givenUp(TopicPartition partition) {}

        @Override
        public void refused(TopicPartition partition, long offset, Exception failure) {}
      };

  /** Returns true while a record is left that has to run alone. Once false it stays false. */
  boolean anyRunsAlone();

  /** Returns true for a record that has to run alone. */
  boolean runsAlone(TopicPartition partition, long offset);

  /**
   * The outcomes of all records before {@code offset} are committed, and so is the offset.
   *
   * @param partition of the input
   */
  void committed(TopicPartition partition, long offset);

  /** Records of {@code partition} that are not committed are read again, here or elsewhere. */
  void givenUp(TopicPartition partition);

  /**
   * The broker or the producer refuses the outcome of one record.
   *
   * @param partition of the input
   * @param failure the producer's exception, even if it does not concern this record
   */
  void refused(TopicPartition partition, long offset, Exception failure);
}
