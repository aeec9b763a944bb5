package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.console.Console;
import dev.skipstream.console.ConsoleTopics;
import dev.skipstream.topics.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(30)
class ConsoleOptionsTest {
  @TempDir Path folder;

  @Test
  void thePublicAddressIsTheOneThatUsersAreTold() throws IOException {
    Path tokens = folder.resolve("tokens.txt");
    Files.writeString(tokens, "ann write token-of-the-console\n");
    Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));

    try (Console console =
        serve(
                "--console=127.0.0.1:0",
                "--console-url=https://skipstream.example.org",
                "--console-tokens=" + tokens)
            .orElseThrow()) {
      assertThat(console.url()).isEqualTo("https://skipstream.example.org/");
    }
  }

  @Test
  void aPublicAddressNeedsOneToListenAt() {
    assertThatThrownBy(() -> serve("--console-url=https://skipstream.example.org"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--console-url is 'https://skipstream.example.org' without --console")
        .hasMessageContaining("--console 0.0.0.0:8088");
  }

  @Test
  void aPublicAddressNeedsTokens() {
    assertThatThrownBy(
            () -> serve("--console=127.0.0.1:0", "--console-url=https://skipstream.example.org"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected tokens of its users");
  }

  private static Optional<Console> serve(String... options) {
    ConsoleOptions parsed = new ConsoleOptions();
    new CommandLine(parsed).parseArgs(options);
    return parsed.serve(
        Map::of,
        new ConsoleTopics(
            List.of(TopicNames.of("images")), "shadow", "truth", "models.status", "replays"),
        Optional.empty(),
        operator -> {
          throw new IllegalStateException("this test has no registry");
        });
  }
}
