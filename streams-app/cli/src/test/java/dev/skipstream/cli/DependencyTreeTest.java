package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the trees of dependencies in docs/architecture.md with those that the build of a module
 * writes.
 */
class DependencyTreeTest {
  private static final Path MODULES = Path.of("..");
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "architecture.md");

  @ParameterizedTest
  @ValueSource(strings = {"async-stage", "evaluation"})
  void theDocumentedTreeIsThatOfTheBuild(String module) throws IOException {
    Path built = MODULES.resolve(module).resolve("target").resolve("dependency-tree.txt");
    assertThat(built)
        .as("the tree that ./mvnw -pl streams-app/%s -am package writes", module)
        .isRegularFile();
    Matcher documented =
        Pattern.compile(
                "^```\\n(dev\\.skipstream:%s:.*?)^```$".formatted(Pattern.quote(module)),
                Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(DOCUMENT));

    assertThat(documented.find()).as("a block of %s for %s", DOCUMENT, module).isTrue();
    assertThat(documented.group(1).lines()).containsExactlyElementsOf(Files.readAllLines(built));
  }
}
