package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process of its own: in this one other tests may have loaded the libraries. */
@Timeout(60)
class NativeLibrariesTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void theLibrariesOfCodecsAndCompressionsAreThereBeforeTheFirstFrame() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LoadingMain.class.getName())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("libopencv_imgcodecs", "libzstd-jni", "libsnappyjava", "liblz4-java");
    assertThat(process.waitFor()).isZero();
  }
}
