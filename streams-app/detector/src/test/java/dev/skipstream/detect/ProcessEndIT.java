package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process with a real model, and SIGTERM in the middle of a call. */
@Timeout(120)
class ProcessEndIT {
  private static final int SIGTERM_STATUS = 143;

  @TempDir Path folder;

  @Test
  void aProcessThatDetectsEndsWithoutACrashAndItsTasksMayStillDetect() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DetectingMain.class.getName(),
                folder.toString())
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      while (lines.stream().filter("begin"::equals).count() < 3) {
        lines.add(out.readLine());
      }
      process.toHandle().destroy(); // Process.destroy closes the output too.
      out.lines().forEach(lines::add);
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    // A crash of the JVM prints lines that begin with #.
    assertThat(lines).contains("task done").noneMatch(line -> line.startsWith("#"));
    assertThat(process.exitValue()).isEqualTo(SIGTERM_STATUS);
  }
}
