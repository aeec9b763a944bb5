package dev.skipstream.schemas.event;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The crossings of one line by objects of one category, in one window of time.
 *
 * @param camera the source of the frames
 * @param line the name of the line
 * @param label the category of the objects
 * @param from the beginning of the window
 * @param to the end of the window, which is not part of it
 * @param leftToRight crossings from the left side to the right side
 * @param rightToLeft crossings from the right side to the left side
 * @param rules the version of the rules at the last crossing
 */
public record LineCount(
    String camera,
    String line,
    String label,
    Instant from,
    Instant to,
    long leftToRight,
    long rightToLeft,
    int rules) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.line-count.v1";

  /**
   * Returns the record's key: camera, line, category, begin and length of the window, such as
   * {@code gate/entrance/car/2026-11-23T10:15:00Z/PT1M}. Names are percent-encoded.
   */
  public String key() {
    return Stream.of(camera, line, label)
        .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
        .collect(Collectors.joining("/", "", "/" + from + "/" + Duration.between(from, to)));
  }
}
