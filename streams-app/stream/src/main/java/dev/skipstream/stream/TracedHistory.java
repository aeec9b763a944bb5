package dev.skipstream.stream;

import dev.skipstream.async.RecordHistory;
import dev.skipstream.stream.internal.telemetry.FrameTraces;
import org.apache.kafka.common.TopicPartition;

/** A history that also completes the traces of frames at their commits. */
record TracedHistory(RecordHistory history, FrameTraces traces) implements RecordHistory {
  @Override
  public boolean anyRunsAlone() {
    return history.anyRunsAlone();
  }

  @Override
  public boolean runsAlone(TopicPartition partition, long offset) {
    return history.runsAlone(partition, offset);
  }

  @Override
  public void committed(TopicPartition partition, long offset) {
    history.committed(partition, offset);
    traces.committed(partition, offset);
  }

  @Override
  public void givenUp(TopicPartition partition) {
    history.givenUp(partition);
    traces.givenUp(partition);
  }

  @Override
  public void refused(TopicPartition partition, long offset, Exception failure) {
    history.refused(partition, offset, failure);
  }
}
