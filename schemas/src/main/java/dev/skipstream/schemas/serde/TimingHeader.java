package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Reads {@link EventHeaders#TIMING}. */
public final class TimingHeader {
  private static final Pattern ENTRY = Pattern.compile("([a-z]+)=([0-9]{1,12}(?:\\.[0-9]+)?)");

  private TimingHeader() {}

  /**
   * Milliseconds by stage, in the order that the header has them; none where there is no such
   * header. An entry that is not a stage is skipped: a header of another program harms no event.
   */
  public static Map<String, Double> read(Headers headers) {
    Map<String, Double> millis = new LinkedHashMap<>();
    Header header = headers.lastHeader(EventHeaders.TIMING);
    if (header != null && header.value() != null) {
      Matcher entry = ENTRY.matcher(new String(header.value(), US_ASCII));
      while (entry.find()) {
        millis.put(entry.group(1), Double.parseDouble(entry.group(2)));
      }
    }
    return millis;
  }
}
