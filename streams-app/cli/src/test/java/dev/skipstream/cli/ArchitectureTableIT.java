package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.importer.GeneratedCheckpoint;
import dev.skipstream.registry.importer.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each import line of {@code docs/architectures.md} with a generated checkpoint. */
class ArchitectureTableIT {
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "architectures.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(\\w+)` \\| [^|]+ \\| `\\./skipstream ([^`]+)` \\|$");

  /** A row of the table. */
  private record Row(String network, String line) {}

  @TempDir Path folder;

  static List<Row> rows() throws IOException {
    try (var lines = Files.lines(DOCUMENT)) {
      return lines
          .map(ROW::matcher)
          .filter(row -> row.matches())
          .map(row -> new Row(row.group(1), row.group(2)))
          .toList();
    }
  }

  @Test
  void theTableHasEachNetworkOnce() throws IOException {
    assertThat(rows())
        .extracting(Row::network)
        .containsExactlyElementsOf(Architectures.BUILT_IN.networks());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theLineImportsTheNetwork(Row row) throws IOException {
    List<String> words = new ArrayList<>(ShellLine.words(row.line()));
    int checkpoint = words.indexOf("--torchvision-checkpoint") + 1;
    Path file = folder.resolve(words.get(checkpoint));
    GeneratedCheckpoint.write(
        file, row.network(), classes(row.network(), words.get(words.indexOf("--labels") + 1)));
    words.set(checkpoint, file.toString());
    words.addAll(List.of("--registry", folder.resolve("registry").toString()));

    Cli.Result result = Cli.run(words.toArray(String[]::new));

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).contains(row.network());
  }

  /**
   * Returns the classes of a network with these labels, the background included where it has one.
   */
  private static int classes(String network, String labels) throws IOException {
    return Collections.max(Labels.parse(labels).keySet())
        + Architectures.BUILT_IN.of(network).firstClass();
  }
}
