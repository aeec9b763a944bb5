package dev.skipstream.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.serde.EventHeaders;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The input's timestamp on an outcome. */
public final class OutcomeTime {
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  private OutcomeTime() {}

  /**
   * Returns whether an outcome states the timestamp of its input: as its own, or in the header
   * {@value EventHeaders#INPUT_TIMESTAMP} where its topic does not accept the input's. Without
   * either the outcome is wrong.
   *
   * @param input in epoch milliseconds; negative where the input has none
   */
  public static boolean states(ConsumerRecord<byte[], byte[]> outcome, long input) {
    return stated(outcome).contains(input);
  }

  /** Returns the timestamps that an outcome states: its own, and the one in the header. */
  static Set<Long> stated(ConsumerRecord<byte[], byte[]> outcome) {
    Set<Long> stated = new TreeSet<>(Set.of(outcome.timestamp()));
    // The last header is this program's: a dead letter has the headers of its input too.
    Header header = outcome.headers().lastHeader(EventHeaders.INPUT_TIMESTAMP);
    if (header != null && header.value() != null) {
      number(new String(header.value(), UTF_8)).ifPresent(stated::add);
    }
    return stated;
  }

  private static OptionalLong number(String text) {
    try {
      return NUMBER.matcher(text).matches()
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // beyond 64 bits
    }
  }
}
