package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.InputPosition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What a dead letter has beside the headers of its input. */
public final class DeadLetterHeaders {
  /** Why it is one, as a code. */
  public static final String REASON = "skipstream.reason";

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

  private static String text(Headers headers, String name) throws InvalidEventException {
    // The last one is ours: an input may have been a dead letter before.
    Header header = headers.lastHeader(ERRORS + name);
    if (header == null || header.value() == null) {
      throw new InvalidEventException(
          "header %s%s is absent: expected a dead letter".formatted(ERRORS, name));
    }
    return new String(header.value(), UTF_8);
  }
}
