package dev.skipstream.camera.file;

import dev.skipstream.camera.Secret;
import dev.skipstream.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A password in a file: the first line. Each call reads the file, so a changed password is used at
 * the next connection.
 *
 * <p>Threading: any thread.
 */
public record PasswordFile(Path file) implements Supplier<Optional<Secret>> {
  private static final int MAX_BYTES = 4096;

  /**
   * Reads the password.
   *
   * @throws SourceException when the file cannot be read or has no password; states the file, never
   *     its content
   */
  @Override
  public Optional<Secret> get() {
    String line;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new SourceException(
            "password file %s has %d bytes: expected one line with the password"
                .formatted(file, Files.size(file)));
      }
      line = Files.readString(file).lines().findFirst().orElse("");
    } catch (NoSuchFileException e) {
      throw new SourceException(
          "password file %s does not exist: expected a file with the password".formatted(file));
    } catch (IOException e) {
      throw new SourceException(
          "password file %s cannot be read (%s): expected one line with the password"
              .formatted(file, e.getClass().getSimpleName()));
    }
    if (line.isEmpty()) {
      throw new SourceException(
          "password file %s begins with an empty line: expected the password".formatted(file));
    }
    return Optional.of(new Secret(line));
  }
}
