package dev.skipstream.stream;

/**
 * The share of the heap that images may take, in each step of their processing. It is computed
 * once, at the start. A slow device then slows the consumer down and does not fill the heap.
 *
 * @param maxRecordBytes the size of the largest image event
 * @param maxDeadLetterBytes the size of the largest record that is written
 * @param encodedBytes the bytes of the stage's in-flight records
 * @param decodedBytes the bytes of frames that are decoded and not yet inferred
 * @param bufferedRecords the records per partition between poll and process ({@code
 *     buffered.records.per.partition})
 * @param fetchBytes the bytes of one response of the broker to one consumer ({@code
 *     fetch.max.bytes})
 * @param producerBytes the bytes that wait in one producer to be sent ({@code buffer.memory})
 */
record MemoryBudget(
    int maxRecordBytes,
    int maxDeadLetterBytes,
    long encodedBytes,
    long decodedBytes,
    int bufferedRecords,
    int fetchBytes,
    long producerBytes) {
  /** Shares of the heap. What is left is for Kafka's own copies, for garbage and for the rest. */
  private static final int ENCODED_PART = 8;

  private static final int DECODED_PART = 4;
  private static final int BUFFERED_PART = 8;
  private static final int CLIENT_PART = 16;

  /** The maximum number of buffered records. A higher number does not increase the rate. */
  private static final int MOST_BUFFERED_RECORDS = 8;

  private static final int MOST_FETCH_BYTES = 32 << 20;
  private static final int MOST_PRODUCER_BYTES = 64 << 20;

  /** Parts of the room for decoded frames: a second model keeps two frames, so a quarter of it. */
  private static final int SHADOW_PART = 8;

  /** The largest frame that a second model may keep beyond its time in the stream. */
  long shadowFrameBytes() {
    return decodedBytes / SHADOW_PART;
  }

  /**
   * Divides the heap up.
   *
   * @param heapBytes the most that it may grow to
   * @param partitions of all inputs, for one instance may get them all
   * @param maxRecordBytes the size of the largest image event
   * @param maxDeadLetterBytes the size of the largest record that is written
   */
  static MemoryBudget of(
      long heapBytes, int partitions, int maxRecordBytes, int maxDeadLetterBytes) {
    long buffered = heapBytes / BUFFERED_PART / ((long) partitions * maxRecordBytes);
    long client = heapBytes / CLIENT_PART;
    return new MemoryBudget(
        maxRecordBytes,
        maxDeadLetterBytes,
        heapBytes / ENCODED_PART,
        heapBytes / DECODED_PART,
        Math.toIntExact(Math.max(1, Math.min(MOST_BUFFERED_RECORDS, buffered))),
        Math.toIntExact(Math.max(maxRecordBytes, Math.min(MOST_FETCH_BYTES, client))),
        Math.max(2L * maxDeadLetterBytes, Math.min(MOST_PRODUCER_BYTES, client)));
  }
}
