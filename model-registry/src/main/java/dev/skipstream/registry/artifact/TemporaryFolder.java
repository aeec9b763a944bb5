package dev.skipstream.registry.artifact;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is gone with the command. */
public record TemporaryFolder(Path path) implements AutoCloseable {

  public static TemporaryFolder create(String prefix) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(prefix));
  }

  public static TemporaryFolder create(Path within, String prefix) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(within, prefix));
  }

  /**
   * Removes the folders of commands that were killed.
   *
   * @param before the time from which changed folders stay
   * @return the number of removed folders
   */
  public static int removeAbandoned(Path within, String prefix, Instant before) throws IOException {
    int count = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(within, prefix + "*")) {
      for (Path folder : folders) {
        if (Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
          new TemporaryFolder(folder).close();
          count++;
        }
      }
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
