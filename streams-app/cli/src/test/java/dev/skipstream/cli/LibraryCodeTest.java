package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Compares the code in docs/library.md with the code that the build compiles. A comment before each
 * block names the file, and the marker at which the code begins there: {@code // docs:NAME}, or in
 * XML {@code <!-- docs:NAME -->}. The code ends at {@code docs:end}.
 */
class LibraryCodeTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern BLOCK =
      Pattern.compile("<!-- code: (\\S+) (\\S+) -->\n```(?:java|xml)\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern FENCE = Pattern.compile("^```\\w+$", Pattern.MULTILINE);

  @Test
  void everyBlockOfCodeIsCompiledCode() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/library.md"));
    List<MatchResult> blocks = BLOCK.matcher(page).results().toList();

    assertThat(FENCE.matcher(page).results().count())
        .as("blocks, each with its source")
        .isEqualTo(blocks.size())
        .isGreaterThan(6);
    for (MatchResult block : blocks) {
      assertThat(block.group(3))
          .as("%s of %s", block.group(2), block.group(1))
          .isEqualTo(code(ROOT.resolve(block.group(1)), block.group(2)));
    }
  }

  /** Returns the lines between the markers, without their common indentation. */
  private static String code(Path file, String name) throws IOException {
    List<String> lines = Files.readAllLines(file);
    int begin = indexOf(lines, 0, "docs:" + name, file);
    int end = indexOf(lines, begin, "docs:end", file);
    return String.join("\n", lines.subList(begin + 1, end)).stripTrailing().stripIndent();
  }

  private static int indexOf(List<String> lines, int from, String marker, Path file) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).strip().matches("(//|<!--) " + marker + "( -->)?")) {
        return i;
      }
    }
    throw new AssertionError("%s has no marker %s".formatted(file, marker));
  }
}
