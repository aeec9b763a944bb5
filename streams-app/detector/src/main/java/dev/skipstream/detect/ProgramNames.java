package dev.skipstream.detect;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names by which an archive's program and its translator agree. The program states them in its
 * method {@code names}.
 *
 * @param settings that the program takes
 * @param findings that it returns
 */
record ProgramNames(Set<String> settings, Set<String> findings) {
  private static final String METHOD = "names";
  private static final String AGAIN =
      "the archive is of another release: import its checkpoint again with 'skipstream models"
          + " import'";

  /**
   * Reads the names of a loaded program.
   *
   * @throws DetectorException when the program does not state them
   */
  static ProgramNames of(PtSymbolBlock program) {
    if (!Arrays.asList(JniUtils.getMethodNames(program)).contains(METHOD)) {
      throw new DetectorException(
          "its program has no method '%s', by which it states its settings and findings; %s"
              .formatted(METHOD, AGAIN));
    }
    try (IValue names = IValueUtils.runMethod(program, METHOD)) {
      Map<String, IValue> lists = names.toIValueMap();
      try {
        return new ProgramNames(list(lists, "settings"), list(lists, "findings"));
      } finally {
        lists.values().forEach(IValue::close);
      }
    }
  }

  private static Set<String> list(Map<String, IValue> lists, String name) {
    if (!lists.containsKey(name)) {
      throw new DetectorException(
          "its program states no names of its %s: expected a list of them; %s"
              .formatted(name, AGAIN));
    }
    Set<String> all = new TreeSet<>();
    for (IValue one : lists.get(name).toIValueArray()) {
      try (one) {
        all.add(one.toStringValue());
      }
    }
    return all;
  }

  /**
   * Compares the program's names with those of the translator.
   *
   * @param given the settings that the translator gives
   * @param read the findings that the translator reads
   * @throws DetectorException naming each setting and finding that only one of them has
   */
  void require(Set<String> given, Set<String> read) {
    String missing = difference(settings, given);
    String unknown = difference(given, settings);
    String absent = difference(read, findings);
    String unread = difference(findings, read);
    String message =
        complaint("takes the settings %s, which are missing", missing)
            + complaint("does not take the settings %s", unknown)
            + complaint("does not return the findings %s", absent)
            + complaint("returns the findings %s, which are unknown", unread);
    if (!message.isEmpty()) {
      throw new DetectorException("its program " + message + AGAIN);
    }
  }

  private static String difference(Set<String> of, Set<String> without) {
    Set<String> left = new TreeSet<>(of);
    left.removeAll(without);
    return String.join(", ", left);
  }

  private static String complaint(String text, String names) {
    return names.isEmpty() ? "" : text.formatted(names) + "; ";
  }
}
