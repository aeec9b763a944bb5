package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.InputPosition;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The mark of a redriven record ({@link EventHeaders#REDRIVEN_FROM}): the position of the record
 * that it is a copy of.
 */
public final class RedrivenFrom {
  private static final Pattern FORM = Pattern.compile("(.{1,249})-([0-9]{1,9})@([0-9]{1,18})");

  private RedrivenFrom() {}

  /** Returns the position that a record is a copy of; empty without a mark of the right form. */
  public static Optional<InputPosition> read(Headers headers) {
    Header header = headers.lastHeader(EventHeaders.REDRIVEN_FROM);
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(new String(header.value(), UTF_8));
    return form.matches()
        ? Optional.of(
            new InputPosition(
                form.group(1), Integer.parseInt(form.group(2)), Long.parseLong(form.group(3))))
        : Optional.empty();
  }

  /** Marks a record, in place of an earlier mark. */
  public static void write(InputPosition original, Headers headers) {
    headers.remove(EventHeaders.REDRIVEN_FROM);
    headers.add(EventHeaders.REDRIVEN_FROM, original.toString().getBytes(UTF_8));
  }

  /** Copies the mark of an image event, if there is one, to its outcome. */
  public static void copy(Headers input, Headers outcome) {
    read(input).ifPresent(original -> write(original, outcome));
  }
}
