package dev.skipstream.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The module of each class, by its source file: a class path does not state modules. */
final class SourceModules {
  private static final Path ROOT = Path.of("..", "..");
  static final Path SOURCES = Path.of("src", "main", "java");

  private SourceModules() {}

  /** Returns the module of each top-level class of the product, by the name of the class. */
  static Map<String, String> byClass() {
    Map<String, String> modules = new TreeMap<>();
    for (Path module : all()) {
      Path sources = module.resolve(SOURCES);
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(
                file ->
                    modules.put(nameOf(sources.relativize(file)), module.getFileName().toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return modules;
  }

  /** Returns the folders of the modules that have sources. */
  static List<Path> all() {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> app = Files.list(ROOT.resolve("streams-app"))) {
      return Stream.concat(top, app)
          .filter(folder -> Files.isDirectory(folder.resolve(SOURCES)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(Path file) {
    String path = file.toString();
    return path.substring(0, path.length() - ".java".length()).replace('/', '.');
  }
}
