package dev.skipstream.registry.importer;

import java.util.Collection;
import java.util.stream.Collectors;

/** Text of a checkpoint as a message may show it: on one line, and short. */
final class Shown {
  private static final int LONGEST = 120;

  private Shown() {}

  /** Returns a text with its control characters replaced, cut after 120 characters. */
  static String text(String text) {
    String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  /** Returns the first texts, separated by commas, and the number of the others. */
  static String first(int most, Collection<String> texts) {
    String first = texts.stream().limit(most).collect(Collectors.joining(", "));
    return texts.size() > most ? "%s and %d more".formatted(first, texts.size() - most) : first;
  }

  /**
   * Returns the text of a string or of a number, and of any other value its type only: printing a
   * list of lists may take for ever.
   */
  static String value(Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return text(String.valueOf(value));
    }
    return "a " + value.getClass().getSimpleName();
  }
}
