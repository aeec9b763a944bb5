package dev.skipstream.registry.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.internal.RegistryJson;

/** Entries as JSON, one line each. */
final class EntryFormat {
  private EntryFormat() {}

  static String write(LogEntry entry) {
    return RegistryJson.write(entry);
  }

  /**
   * Reads an entry.
   *
   * @param where it was found, for the message when it is not one
   */
  static LogEntry read(String text, String where) {
    try {
      return RegistryJson.read(text, LogEntry.class);
    } catch (RegistryJson.UnreadableException e) {
      if (e.getCause() instanceof InvalidTypeIdException unknown && unknown.getTypeId() != null) {
        throw new RegistryUnavailableException(
            where,
            "command '%s' is not known here: the log was written by a later version; use that one"
                .formatted(unknown.getTypeId()),
            e);
      }
      throw new RegistryUnavailableException(
          where,
          "expected an entry of the registry's log, got '%s' (%s)"
              .formatted(
                  shortened(text), ((JsonProcessingException) e.getCause()).getOriginalMessage()),
          e);
    }
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }
}
