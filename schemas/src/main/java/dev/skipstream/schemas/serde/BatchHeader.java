package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Reads {@link EventHeaders#BATCH}. */
public final class BatchHeader {
  private static final Pattern FORM = Pattern.compile("[1-9][0-9]{0,5}");

  private BatchHeader() {}

  /**
   * Returns the number of frames in the batch; empty where there is no such header. A header of
   * another form is skipped: a header of another program harms no event.
   */
  public static OptionalInt read(Headers headers) {
    Header header = headers.lastHeader(EventHeaders.BATCH);
    if (header == null || header.value() == null) {
      return OptionalInt.empty();
    }
    String text = new String(header.value(), US_ASCII);
    return FORM.matcher(text).matches()
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }
}
