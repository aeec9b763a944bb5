package dev.skipstream.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a data set that is a folder. */
final class DatasetFolder {
  private static final Set<String> IMAGES =
      Set.of("jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff");

  private DatasetFolder() {}

  /** Lists the images below a folder, by their relative paths. */
  static List<Path> images(Path folder) throws IOException {
    return files(folder, IMAGES);
  }

  /** Lists the files below a folder that have one of the extensions, by their relative paths. */
  static List<Path> files(Path folder, Set<String> extensions) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> extensions.contains(extension(file)))
          .sorted()
          .toList();
    }
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** Returns a file's path below a folder, with slashes. */
  static String relative(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }
}
