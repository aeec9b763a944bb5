package dev.skipstream.camera.file;

import dev.skipstream.camera.Secret;
import dev.skipstream.source.SourceException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A password in a variable of the environment.
 *
 * <p>Threading: any thread.
 *
 * @param name name of the variable, never its value
 */
public record PasswordVariable(String name) implements Supplier<Optional<Secret>> {
  /**
   * Reads the variable.
   *
   * @throws SourceException when it is not set, or empty; states its name
   */
  @Override
  public Optional<Secret> get() {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) {
      throw new SourceException(
          "variable %s is not set: expected the camera's password".formatted(name));
    }
    return Optional.of(new Secret(value));
  }
}
