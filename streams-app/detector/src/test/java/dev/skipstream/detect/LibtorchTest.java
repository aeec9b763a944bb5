package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibtorchTest {
  @TempDir Path folder;

  @Test
  void theFilesAndTheNameOfTheFolderTellTheBuild() throws IOException {
    Path own = Files.createDirectory(folder.resolve("lib"));
    Path unpacked = Files.createDirectory(folder.resolve("2.5.1-cu124-linux-x86_64"));
    Files.createFile(unpacked.resolve("libtorch_cuda.so"));

    assertThat(Libtorch.build(own, Optional.of("cu128"))).as("no file of CUDA").isEqualTo("cpu");
    assertThat(Libtorch.build(unpacked, Optional.empty())).isEqualTo("cu124");
    Files.createFile(own.resolve("libtorch_cuda.so"));
    assertThat(Libtorch.build(own, Optional.of("cu128"))).isEqualTo("cu128");
    assertThat(Libtorch.build(own, Optional.empty())).isEqualTo("cuda");
  }
}
