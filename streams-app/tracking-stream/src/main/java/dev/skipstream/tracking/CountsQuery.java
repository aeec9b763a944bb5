package dev.skipstream.tracking;

import dev.skipstream.schemas.event.LineCount;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A query of counts; each absent part matches all.
 *
 * @param from windows that begin at this time or later
 * @param to windows that begin before this time
 */
public record CountsQuery(
    Optional<String> camera, Optional<String> line, Optional<Instant> from, Optional<Instant> to) {
  private static final Set<String> NAMES = Set.of("camera", "line", "from", "to", "local");

  /** An invalid query; the message is one line. */
  static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidException(String message) {
      super(message);
    }
  }

  static CountsQuery of(Map<String, String> parameters) throws InvalidException {
    for (String name : parameters.keySet()) {
      if (!NAMES.contains(name)) {
        throw new InvalidException(
            "'%s' is no parameter: expected camera, line, from or to".formatted(name));
      }
    }
    return new CountsQuery(
        Optional.ofNullable(parameters.get("camera")),
        Optional.ofNullable(parameters.get("line")),
        time(parameters, "from"),
        time(parameters, "to"));
  }

  private static Optional<Instant> time(Map<String, String> parameters, String name)
      throws InvalidException {
    String text = parameters.get(name);
    try {
      return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw new InvalidException(
          "'%s' is '%s': expected a time such as 2026-11-23T10:15:30Z".formatted(name, text));
    }
  }

  boolean matches(LineCount count) {
    return camera.map(count.camera()::equals).orElse(true)
        && line.map(count.line()::equals).orElse(true)
        && from.map(begin -> !count.from().isBefore(begin)).orElse(true)
        && to.map(end -> count.from().isBefore(end)).orElse(true);
  }

  /** Returns the query as a part of a URL, with its question mark; empty if it matches all. */
  public String text() {
    Map<String, String> parameters = new LinkedHashMap<>();
    camera.ifPresent(name -> parameters.put("camera", name));
    line.ifPresent(name -> parameters.put("line", name));
    from.ifPresent(time -> parameters.put("from", time.toString()));
    to.ifPresent(time -> parameters.put("to", time.toString()));
    return parameters.isEmpty() ? "" : "?" + joined(parameters);
  }

  static String joined(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            each ->
                each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
