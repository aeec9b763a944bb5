package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the exports that each package-info lists with the public classes of the package. */
class PackageExportsTest {
  /** The product has at least these packages: a reader that finds none would find no fault. */
  private static final int EXPECTED_PACKAGES = 35;

  private static final String INTERNAL = "Internal: other modules must not use it.";

  private static final Pattern EXPORTS =
      Pattern.compile("<p>Exports ((?:\\{@link [\\w.]+}(?:, | and )?)+|nothing)\\.");
  private static final Pattern LINK = Pattern.compile("\\{@link ([\\w.]+)}");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^public (?:(?:final|abstract|sealed|non-sealed) )*(?:class|interface|record|enum)"
              + " (\\w+)",
          Pattern.MULTILINE);

  @Test
  void everyPackageListsItsPublicClassesOrIsInternal() throws IOException {
    List<String> faults = new ArrayList<>();
    List<Path> packages = packages();
    for (Path folder : packages) {
      String text = proseOf(folder.resolve("package-info.java"));
      if (folder.toString().contains("/internal")) {
        if (!text.contains(INTERNAL)) {
          faults.add("%s: expected '%s'".formatted(folder, INTERNAL));
        }
        continue;
      }
      Set<String> listed = listed(text);
      Set<String> found = publicTypes(folder);
      if (!listed.equals(found)) {
        faults.add(
            "%s: exports %s that the list lacks, and lists %s that is not public"
                .formatted(folder, minus(found, listed), minus(listed, found)));
      }
    }

    assertThat(faults).isEmpty();
    assertThat(packages).hasSizeGreaterThan(EXPECTED_PACKAGES);
  }

  @Test
  void readsAListOfExports() {
    assertThat(listed("A. <p>Exports {@link a.b.C}, {@link a.D} and {@link E}. Hides {@link F}."))
        .containsExactly("C", "D", "E");
    assertThat(listed("A package. Hides {@link F}.")).isEmpty();
  }

  private static List<Path> packages() throws IOException {
    List<Path> packages = new ArrayList<>();
    for (Path module : SourceModules.all()) {
      try (Stream<Path> files = Files.walk(module.resolve(SourceModules.SOURCES))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .map(Path::getParent)
            .distinct()
            .sorted()
            .forEach(packages::add);
      }
    }
    return packages;
  }

  /** Returns Javadoc as one line, without the asterisks. */
  private static String proseOf(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file).replaceAll("\\s+(\\* ?)?", " ") : "";
  }

  private static Set<String> listed(String text) {
    return EXPORTS
        .matcher(text)
        .results()
        .flatMap(list -> LINK.matcher(list.group(1)).results())
        .map(link -> link.group(1).substring(link.group(1).lastIndexOf('.') + 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> publicTypes(Path folder) throws IOException {
    Set<String> types = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        PUBLIC_TYPE
            .matcher(Files.readString(file))
            .results()
            .map((MatchResult type) -> type.group(1))
            .forEach(types::add);
      }
    }
    return types;
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }
}
