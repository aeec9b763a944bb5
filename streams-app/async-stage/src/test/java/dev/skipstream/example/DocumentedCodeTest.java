package dev.skipstream.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the code in docs/async-stage.md with the compiled code that it comes from. */
class DocumentedCodeTest {
  private static final Path SOURCE =
      Path.of("src", "test", "java", "dev", "skipstream", "example", "LookupStageTest.java");
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "async-stage.md");

  private static final Pattern REGION =
      Pattern.compile(
          "^ *// docs/async-stage.md: (?!end)[^\\n]*\\n(.*?)^ *// docs/async-stage.md: end$",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern BLOCK =
      Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @Test
  void theCodeOfTheStagesPageIsThatOfLookupStageTest() throws IOException {
    List<String> documented = blocks(BLOCK, Files.readString(DOCUMENT));

    assertThat(documented).as("blocks of %s", DOCUMENT).hasSize(3);
    assertThat(documented)
        .as("the java blocks of %s, in the order of the regions of %s", DOCUMENT, SOURCE)
        .isEqualTo(blocks(REGION, Files.readString(SOURCE)));
  }

  private static List<String> blocks(Pattern pattern, String text) {
    List<String> blocks = new ArrayList<>();
    pattern
        .matcher(text)
        .results()
        .forEach(match -> blocks.add(match.group(1).stripTrailing().stripIndent()));
    return blocks;
  }
}
