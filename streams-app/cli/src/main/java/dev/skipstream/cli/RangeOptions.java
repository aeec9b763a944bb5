package dev.skipstream.cli;

import dev.skipstream.topics.range.RangeBound;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** A range of the input, in the words of Kafka's own tools. */
final class RangeOptions {
  @Option(
      names = "--from-offset",
      paramLabel = "[PARTITION:]OFFSET",
      description = "begin at this offset, of every partition or of one (default: the oldest)")
  private List<String> fromOffsets = List.of();

  @Option(
      names = "--to-offset",
      paramLabel = "[PARTITION:]OFFSET",
      description =
          "end before this offset, of every partition or of one: it is not in the range (default:"
              + " the newest)")
  private List<String> toOffsets = List.of();

  @Option(
      names = "--from-datetime",
      paramLabel = "DATETIME",
      description =
          "begin at the first record of this time or later, such as 2026-11-23T10:15:30.000, in UTC"
              + " unless it states another zone")
  private Optional<String> fromDateTime;

  @Option(
      names = "--to-datetime",
      paramLabel = "DATETIME",
      description = "end before the first record of this time or later")
  private Optional<String> toDateTime;

  @Option(
      names = "--by-duration",
      paramLabel = "DURATION",
      description = "begin at this time before now, such as 10m, 1h or 7d",
      converter = DurationConverter.class)
  private Optional<Duration> byDuration;

  /** Returns if a range was requested. */
  boolean given() {
    return !fromOffsets.isEmpty()
        || !toOffsets.isEmpty()
        || fromDateTime.isPresent()
        || toDateTime.isPresent()
        || byDuration.isPresent();
  }

  RangeBound from(RangeBound unsaid) {
    if (byDuration.isEmpty()) {
      return bound("from", fromOffsets, fromDateTime, unsaid);
    }
    if (!fromOffsets.isEmpty() || fromDateTime.isPresent()) {
      throw new BadInputException(
          "--by-duration says where the range begins, and so does --from-offset or --from-datetime:"
              + " expected one of them");
    }
    if (byDuration.get().isNegative()) {
      throw new BadInputException(
          "--by-duration is %s: expected a time before now"
              .formatted(DurationText.of(byDuration.get())));
    }
    return new RangeBound.DateTime(Instant.now().minus(byDuration.get()));
  }

  RangeBound to(RangeBound unsaid) {
    return bound("to", toOffsets, toDateTime, unsaid);
  }

  private static RangeBound bound(
      String end, List<String> offsets, Optional<String> dateTime, RangeBound unsaid) {
    if (!offsets.isEmpty() && dateTime.isPresent()) {
      throw new BadInputException(
          "--%s-offset and --%s-datetime are both given: expected one of them".formatted(end, end));
    }
    if (dateTime.isPresent()) {
      return new RangeBound.DateTime(instant("--" + end + "-datetime", dateTime.get()));
    }
    return offsets.isEmpty() ? unsaid : offsets("--" + end + "-offset", offsets);
  }

  private static RangeBound offsets(String option, List<String> texts) {
    Map<Integer, Long> byPartition = new HashMap<>();
    OptionalLong others = OptionalLong.empty();
    for (String text : texts) {
      if (!text.matches("([0-9]{1,9}:)?[0-9]{1,18}")) {
        throw new BadInputException(
            "%s is '%s': expected OFFSET or PARTITION:OFFSET, such as 120 or 3:120"
                .formatted(option, text));
      }
      int colon = text.indexOf(':');
      long offset = Long.parseLong(text.substring(colon + 1));
      if (colon < 0) {
        others = OptionalLong.of(offset);
      } else {
        byPartition.put(Integer.parseInt(text.substring(0, colon)), offset);
      }
    }
    return new RangeBound.Offsets(byPartition, others);
  }

  /** Returns the time that an option states. */
  static Instant instant(String option, String text) {
    try {
      return text.matches(".*T.*(Z|[+-][0-9:]+)")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new BadInputException(
          "%s is '%s': expected YYYY-MM-DDThh:mm:ss.sss, with or without an offset from UTC"
              .formatted(option, text));
    }
  }
}
