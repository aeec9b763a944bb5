package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.InputPosition;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The headers of a dead letter besides those of its input. */
public final class DeadLetterHeaders {
  /** The reason for the rejection, as a code. */
  public static final String REASON = "skipstream.reason";

  /**
   * Names the parts of its input that a dead letter lacks, as {@code value,key,headers}, if it was
   * too large for its topic.
   */
  public static final String DROPPED = "skipstream.dropped";

  /** Size in bytes of the value that a dead letter lacks. */
  public static final String VALUE_BYTES = "skipstream.value-bytes";

  /** Size in bytes of the key that a dead letter lacks. */
  public static final String KEY_BYTES = "skipstream.key-bytes";

  /** Size in bytes of the headers that a dead letter lacks. */
  public static final String HEADER_BYTES = "skipstream.header-bytes";

  /** Begins the names that KIP-1034 gives to headers of a dead letter. */
  public static final String ERRORS = "__streams.errors.";

  private DeadLetterHeaders() {}

  /**
   * The input that a dead letter is.
   *
   * @throws InvalidEventException when the headers do not say it
   */
  public static InputPosition input(Headers headers) throws InvalidEventException {
    try {
      return new InputPosition(
          text(headers, "topic"),
          Integer.parseInt(text(headers, "partition")),
          Long.parseLong(text(headers, "offset")));
    } catch (NumberFormatException e) {
      throw new InvalidEventException(
          "%spartition and %soffset: expected numbers (%s)"
              .formatted(ERRORS, ERRORS, e.getMessage()),
          e);
    }
  }

  /** Returns the code of the reason; empty where there is none. */
  public static String reason(Headers headers) {
    Header header = headers.lastHeader(REASON);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }

  /** Returns the parts of its input that a dead letter lacks, such as {@code value}. */
  public static Set<String> dropped(Headers headers) {
    Header header = headers.lastHeader(DROPPED);
    return header == null || header.value() == null
        ? Set.of()
        : new HashSet<>(List.of(new String(header.value(), UTF_8).split(",")));
  }

  /**
   * The frame that a dead letter was, so far as it says one: an image event that is broken in other
   * ways still has its id and its source. Without an id it is that of a bare image.
   *
   * @param key of the dead letter, which is its input's; may be null
   * @throws InvalidEventException when the headers do not say which input it was
   */
  public static FrameOrigin frame(byte[] key, Headers headers) throws InvalidEventException {
    InputPosition at = input(headers);
    String partition = at.topic() + "-" + at.partition();
    Header id = headers.lastHeader("ce_id");
    return new FrameOrigin(
        id == null || id.value() == null
            ? partition + "-" + at.offset()
            : new String(id.value(), UTF_8),
        key == null ? partition : new String(key, UTF_8),
        Optional.empty(),
        Optional.empty());
  }

  private static String text(Headers headers, String name) throws InvalidEventException {
    // The last header is this program's: an input may have been a dead letter before.
    Header header = headers.lastHeader(ERRORS + name);
    if (header == null || header.value() == null) {
      throw new InvalidEventException(
          "header %s%s is absent: expected a dead letter".formatted(ERRORS, name));
    }
    return new String(header.value(), UTF_8);
  }
}
