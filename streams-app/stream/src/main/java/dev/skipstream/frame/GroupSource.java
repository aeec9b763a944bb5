package dev.skipstream.frame;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads stretches of the input again, beside the stream. */
@FunctionalInterface
public interface GroupSource {

  /**
   * The committed records in {@code [from, to)} of a partition that the app accepts, in their
   * order. Called by one thread, which it may block.
   *
   * @throws RuntimeException when they cannot be read; this ends the app
   */
  List<ConsumerRecord<byte[], byte[]>> read(int partition, long from, long to);
}
