package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The script that starts the program. */
@Timeout(30)
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "..", "skipstream");

  @Test
  void tooFewFileDescriptorsForTheLibrariesAreReportedInOneLineWithTheExitCode() throws Exception {
    Process launcher =
        new ProcessBuilder("sh", "-c", "ulimit -n 100; exec \"$0\" --help", LAUNCHER.toString())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(launcher.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo(
            "skipstream: the process may open 100 file descriptors, expected 200 or more: raise the"
                + " limit with ulimit -n\n");
    assertThat(launcher.waitFor()).isEqualTo(ExitCode.INTERNAL.status());
  }
}
