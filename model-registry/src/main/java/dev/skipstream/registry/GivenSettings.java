package dev.skipstream.registry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/** A detector's settings by the names of their options, with the values that a user gave. */
final class GivenSettings {
  private final SortedMap<String, String> values;
  private final DetectorSettings example;

  /**
   * Puts values in place of those of some settings.
   *
   * @param kind of detector, in messages
   * @param given values by the name of their option
   * @param example settings whose numbers an error shows
   * @throws InvalidModelException when the settings lack an option
   */
  GivenSettings(
      String kind, DetectorSettings present, Map<String, String> given, DetectorSettings example) {
    this.values = present.byOption();
    this.example = example;
    given.forEach(
        (option, value) -> {
          if (values.replace(option, value) == null) {
            throw new InvalidModelException(
                "%s is no setting of %s: expected one of %s"
                    .formatted(option, kind, String.join(", ", values.keySet())));
          }
        });
  }

  /** Returns a value as text. */
  String text(String option) {
    return values.get(option);
  }

  /**
   * Reads a whole number.
   *
   * @throws InvalidModelException when the value is none
   */
  int integer(String option) {
    return read(option, values.get(option), Integer::valueOf);
  }

  /**
   * Reads a number.
   *
   * @throws InvalidModelException when the value is none
   */
  double number(String option) {
    return read(option, values.get(option), Double::valueOf);
  }

  /** Reads whole numbers, separated by commas. */
  List<Integer> integers(String option) {
    return list(option, Integer::valueOf);
  }

  /** Reads numbers, separated by commas. */
  List<Double> numbers(String option) {
    return list(option, Double::valueOf);
  }

  private <T> List<T> list(String option, Function<String, T> number) {
    return Arrays.stream(values.get(option).split(",", -1))
        .map(text -> read(option, text, number))
        .toList();
  }

  private <T> T read(String option, String text, Function<String, T> number) {
    try {
      return number.apply(text);
    } catch (NumberFormatException e) {
      throw new InvalidModelException(
          "%s is '%s': expected a number as in %s"
              .formatted(option, text, example.byOption().get(option)),
          e);
    }
  }
}
