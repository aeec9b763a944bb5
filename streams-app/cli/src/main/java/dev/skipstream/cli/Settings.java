package dev.skipstream.cli;

import java.util.function.Supplier;

/** Settings say themselves what is wrong with them: here that becomes the user's error. */
final class Settings {
  private Settings() {}

  static <T> T checked(Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage());
    }
  }
}
