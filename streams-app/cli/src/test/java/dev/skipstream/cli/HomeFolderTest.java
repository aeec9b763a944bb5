package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeFolderTest {
  @TempDir Path folder;

  @Test
  void theHomeOfTheEnvironmentIsUsedOnlyWhereJavaKnowsNone() {
    assertThat(HomeFolder.chosen("?", "/home/ann")).isEqualTo("/home/ann");
    assertThat(HomeFolder.chosen(null, "/home/ann")).isEqualTo("/home/ann");
    assertThat(HomeFolder.chosen("/root", "/home/ann")).isEqualTo("/root");
    assertThat(HomeFolder.chosen("?", null)).isEqualTo("?");
  }

  /** Simulates a container whose user is a number: Java reports a question mark there. */
  @Test
  void theRegistryIsUnderTheHomeOfTheEnvironmentWhereJavaKnowsNone() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.home=?",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "models",
            "gc",
            "--help");
    builder.environment().put("HOME", folder.toString());
    builder.environment().remove("SKIPSTREAM_REGISTRY");
    Process process = builder.redirectErrorStream(true).start();

    String help = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(help.replaceAll("\\s+", "")).contains(folder + "/.skipstream/registry");
    assertThat(process.waitFor()).isZero();
  }
}
