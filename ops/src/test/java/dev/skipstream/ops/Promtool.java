package dev.skipstream.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The program {@code promtool} of this machine: it checks and tests the rules of Prometheus. */
final class Promtool {
  private final Path program;

  private Promtool(Path program) {
    this.program = program;
  }

  /**
   * A finished run.
   *
   * @param output standard output and standard error
   */
  record Run(int status, String output) {}

  /** Finds the program. Skips the test where there is none, except in CI. */
  static Promtool find() {
    Optional<Path> program =
        Stream.concat(
                Stream.ofNullable(System.getenv("PROMTOOL")).map(Path::of),
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, "promtool")))
            .filter(Files::isExecutable)
            .findFirst();
    if (program.isEmpty()) {
      String reason = "promtool is missing: install Debian's prometheus, or name one by PROMTOOL";
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(reason);
      }
      assumeTrue(false, reason);
    }
    return new Promtool(program.orElseThrow());
  }

  /** Runs the program in a folder, to its end. */
  Run run(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }
}
