package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import java.util.Map;
import java.util.TreeMap;

/** Names of categories. Ids start at 1: 0 is the background. */
public final class Labels {
  private Labels() {}

  /**
   * Reads labels as on the command line: names in the order of their ids, separated by commas.
   *
   * @throws InvalidModelException when a name is blank
   */
  public static Map<Integer, String> parse(String text) {
    Map<Integer, String> labels = new TreeMap<>();
    for (String name : text.split(",", -1)) {
      if (name.isBlank()) {
        throw new InvalidModelException(
            "labels are '%s': expected names separated by commas, name %d is blank"
                .formatted(text, labels.size() + 1));
      }
      labels.put(labels.size() + 1, name.strip());
    }
    return labels;
  }
}
