package dev.skipstream.registry.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.skipstream.registry.RegistryUnavailableException;
import java.io.UncheckedIOException;

/** Entries as JSON, one line each. */
final class EntryFormat {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .build();

  private EntryFormat() {}

  static String write(LogEntry entry) {
    try {
      return JSON.writeValueAsString(entry);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads an entry.
   *
   * @param where it was found, for the message when it is not one
   */
  static LogEntry read(String text, String where) {
    try {
      return JSON.readValue(text, LogEntry.class);
    } catch (JsonProcessingException e) {
      if (e instanceof InvalidTypeIdException unknown && unknown.getTypeId() != null) {
        throw new RegistryUnavailableException(
            "registry %s: command '%s' is not known here: the log was written by a later version; use that one"
                .formatted(where, unknown.getTypeId()),
            e);
      }
      throw new RegistryUnavailableException(
          "registry %s: expected an entry of the registry's log, got '%s' (%s)"
              .formatted(where, shortened(text), e.getOriginalMessage()),
          e);
    }
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }
}
