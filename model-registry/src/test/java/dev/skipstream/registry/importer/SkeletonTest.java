package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SkeletonTest {
  private static final Path PROGRAM = Path.of("python", "program.py");

  static Iterable<String> architectures() {
    return Architectures.BUILT_IN.networks();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void isMadeFromTheProgramAsItStands(String architecture) throws IOException {
    MessageDigest sha256 = Digests.sha256();
    sha256.update(Files.readAllBytes(PROGRAM));

    assertThat("sha256:" + Skeleton.of(architecture).sourceDigest())
        .as("run 'python3 program.py --out …' as its first lines say")
        .isEqualTo(Digests.text(sha256));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void hasOperatorsOfTheCoreOnly(String architecture) {
    Skeleton.of(architecture)
        .entries()
        .forEach(
            (name, content) ->
                assertThat(new String(content, StandardCharsets.ISO_8859_1))
                    .as(name)
                    .doesNotContain("ops.torchvision", "ops.aten._"));
  }
}
