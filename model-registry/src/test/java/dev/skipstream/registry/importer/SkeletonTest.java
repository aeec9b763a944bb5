package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SkeletonTest {
  private static final Path PYTHON = Path.of("python");

  static Iterable<String> architectures() {
    return Architectures.BUILT_IN.networks();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void isMadeFromTheProgramAsItStands(String architecture) throws IOException {
    List<String> sources = sources(architecture);
    MessageDigest sha256 = Digests.sha256();
    for (String source : sources) {
      sha256.update(Files.readAllBytes(PYTHON.resolve(source)));
    }

    assertThat("sha256:" + Skeleton.of(architecture).sourceDigest())
        .as("run 'python3 %s --out …' as its first lines say", sources.get(sources.size() - 1))
        .isEqualTo(Digests.text(sha256));
  }

  /** Returns the files of a program, its own last. */
  private static List<String> sources(String architecture) {
    if (architecture.startsWith("fasterrcnn_")) {
      return List.of("onednn.py", "program.py");
    }
    if (architecture.startsWith("maskrcnn_") || architecture.startsWith("keypointrcnn_")) {
      return List.of("onednn.py", "program.py", "instances.py");
    }
    if (architecture.startsWith("fcn_") || architecture.startsWith("deeplabv3_")) {
      return List.of("onednn.py", "program.py", "classifiers.py", "segmentation.py");
    }
    return architecture.endsWith("_fpn") || architecture.endsWith("_fpn_v2")
        ? List.of("onednn.py", "program.py", "one_stage.py")
        : List.of("onednn.py", "program.py", "classifiers.py");
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
