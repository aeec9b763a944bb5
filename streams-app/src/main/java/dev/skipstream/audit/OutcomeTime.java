package dev.skipstream.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.serde.EventHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The input's timestamp on an outcome. */
public final class OutcomeTime {
  private OutcomeTime() {}

  /**
   * Returns whether an outcome states the timestamp of its input: as its own, or in the header
   * {@value EventHeaders#INPUT_TIMESTAMP} where its topic does not accept the input's. Without
   * either the outcome is wrong.
   *
   * @param input in epoch milliseconds; negative where the input has none
   */
  public static boolean states(ConsumerRecord<byte[], byte[]> outcome, long input) {
    if (outcome.timestamp() == input) {
      return true;
    }
    // The last one is ours: a dead letter has the headers of its input too.
    Header header = outcome.headers().lastHeader(EventHeaders.INPUT_TIMESTAMP);
    return header != null
        && header.value() != null
        && new String(header.value(), UTF_8).equals(Long.toString(input));
  }
}
