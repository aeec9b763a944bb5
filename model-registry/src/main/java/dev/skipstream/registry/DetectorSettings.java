package dev.skipstream.registry;

import dev.skipstream.registry.internal.RegistryJson;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The numbers a detector runs with, such as input sizes, counts and thresholds. Each {@link
 * Architecture} has its own record of them.
 */
public interface DetectorSettings {

  /** Returns the size of the input in a few words, such as {@code 800/1333 px}. */
  String sizes();

  /**
   * Returns the settings for a reader, a row for each subject. The last row describes the limits of
   * the findings.
   */
  Map<String, String> rows();

  /** Returns each number by the name of its option: findings depend on all of them. */
  SortedMap<String, String> byOption();

  /**
   * Returns the settings with other values.
   *
   * @param options values by the name of their option
   * @throws InvalidModelException when the settings lack an option, or a value is out of its range
   */
  DetectorSettings with(Map<String, String> options);

  /**
   * Returns the numbers that the program takes, by their names in the manifest: the names of the
   * record's components.
   */
  default SortedMap<String, List<Double>> numbers() {
    return RegistryJson.numbers(this);
  }
}
