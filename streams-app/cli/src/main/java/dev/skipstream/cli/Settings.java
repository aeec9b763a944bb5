package dev.skipstream.cli;

import java.util.function.Supplier;

/** Settings say themselves what is wrong with them: here that becomes the user's error. */
final class Settings {
  private Settings() {}

  static <T> T checked(Supplier<T> settings) {
    return checked("", settings);
  }

  /**
   * Checks a setting whose messages begin with its name.
   *
   * @param prefix makes the name of the option of it
   */
  static <T> T checked(String prefix, Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(prefix + e.getMessage());
    }
  }
}
