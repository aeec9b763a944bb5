package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the index of the decisions with the decision records. */
class DecisionIndexTest {
  private static final Path DECISIONS = Path.of("..", "..", "docs", "decisions");
  private static final Pattern ROW =
      Pattern.compile("^\\| \\d{4}-\\d{2}-\\d{2} \\| (.*) \\| (in force|superseded by .*) \\|$");

  @Test
  void theIndexHasOneRowForEachDecisionWithItsTitle() throws IOException {
    List<String> rows =
        Files.readAllLines(DECISIONS.resolve("README.md")).stream()
            .map(ROW::matcher)
            .filter(row -> row.matches())
            .map(row -> row.group(1))
            .toList();

    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            records().stream().map(DecisionIndexTest::link).toList());
  }

  @Test
  void everyDecisionHasItsContextItsChoiceAndItsConsequence() throws IOException {
    for (Path decision : records()) {
      assertThat(Files.readString(decision))
          .as(decision.toString())
          .contains("\n**Context.** ")
          .contains("\n**Choice.** ")
          .contains("\n**Consequence.** ");
    }
  }

  private static List<Path> records() throws IOException {
    try (Stream<Path> files = Files.list(DECISIONS)) {
      List<Path> records = files.filter(file -> !file.endsWith("README.md")).sorted().toList();
      assertThat(records).isNotEmpty();
      return records;
    }
  }

  private static String link(Path decision) {
    try (Stream<String> lines = Files.lines(decision)) {
      String title = lines.findFirst().orElseThrow().replaceFirst("^# ", "");
      return "[%s](%s)".formatted(title, decision.getFileName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
