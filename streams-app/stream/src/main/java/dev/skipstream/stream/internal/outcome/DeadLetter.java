package dev.skipstream.stream.internal.outcome;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.serde.DeadLetterHeaders;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The dead letter of one record. It always fits: if it is too large for its topic, it omits parts
 * of the input, one after another, and names them.
 *
 * @param rejected the outcome
 * @param valueIsGone true if the input's value is no longer in memory
 * @param key the input's key; may be null
 * @param headers the input's headers
 * @param at the position of the input
 * @param timestamp the header with the input's timestamp, if the record cannot have it
 */
public record DeadLetter(
    Outcome.Rejected rejected,
    boolean valueIsGone,
    byte[] key,
    Headers headers,
    RecordMetadata at,
    Optional<Header> timestamp) {

  private static final String ERRORS = DeadLetterHeaders.ERRORS;
  private static final int MAX_TEXT = 16 << 10;
  private static final int SHORT_TEXT = 256;

  /** The parts of an input in the order in which they are dropped. */
  private enum Part {
    VALUE,
    KEY,
    HEADERS,
    TEXTS
  }

  /**
   * Returns the dead letter with as many parts of the input as fit.
   *
   * @param room the bytes for the record and the header of its batch
   * @param needsKey true if the topic rejects records without a key
   */
  public Written fitting(long room, boolean needsKey) {
    Set<Part> gone = EnumSet.noneOf(Part.class);
    Written letter = without(gone, needsKey);
    for (Part part : Part.values()) {
      if (letter.size() <= room) {
        break;
      }
      gone.add(part);
      letter = without(gone, needsKey);
    }
    return letter;
  }

  /** The letter as it is when nothing is dropped. */
  public Written whole() {
    return without(EnumSet.noneOf(Part.class), false);
  }

  private Written without(Set<Part> gone, boolean needsKey) {
    boolean short_ = gone.contains(Part.TEXTS);
    boolean noHeaders = gone.contains(Part.HEADERS);
    boolean noKey = gone.contains(Part.KEY);
    boolean noValue = gone.contains(Part.VALUE);
    RecordHeaders out = new RecordHeaders();
    if (!noHeaders) {
      headers.forEach(out::add);
    }
    add(out, DeadLetterHeaders.REASON, rejected.reason().code());
    add(out, ERRORS + "exception", rejected.cause().getClass().getName());
    add(out, ERRORS + "message", cut(String.valueOf(rejected.cause().getMessage()), short_));
    if (!short_) {
      add(out, ERRORS + "stacktrace", cut(stackTrace(rejected.cause()), false));
    }
    add(out, ERRORS + "topic", at.topic());
    add(out, ERRORS + "partition", Integer.toString(at.partition()));
    add(out, ERRORS + "offset", Long.toString(at.offset()));
    timestamp.ifPresent(out::add);

    List<String> dropped = new ArrayList<>();
    byte[] value = rejected.value();
    if (valueIsGone) {
      dropped.add("value");
    } else if (noValue && value != null && value.length > 0) {
      dropped.add("value");
      add(out, DeadLetterHeaders.VALUE_BYTES, Integer.toString(value.length));
      value = new byte[0];
    }
    byte[] outKey = key;
    if (noKey && key != null && key.length > 0) {
      dropped.add("key");
      add(out, DeadLetterHeaders.KEY_BYTES, Integer.toString(key.length));
      outKey = null;
    }
    if (noHeaders && headers.iterator().hasNext()) {
      dropped.add("headers");
      add(out, DeadLetterHeaders.HEADER_BYTES, Long.toString(Written.size(headers)));
    }
    if (short_) {
      dropped.add("stacktrace");
    }
    if (!dropped.isEmpty()) {
      add(out, DeadLetterHeaders.DROPPED, String.join(",", dropped));
    }
    if (outKey == null && needsKey) {
      outKey = utf8(at.topic() + "-" + at.partition() + "-" + at.offset());
    }
    return new Written(outKey, value, out);
  }

  private static void add(Headers headers, String name, String text) {
    headers.add(name, utf8(text));
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static String cut(String text, boolean toShort) {
    int length = toShort ? SHORT_TEXT : MAX_TEXT;
    return text.length() <= length ? text : text.substring(0, length);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
