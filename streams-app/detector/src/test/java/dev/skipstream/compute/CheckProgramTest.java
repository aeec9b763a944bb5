package dev.skipstream.compute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckProgramTest {
  private static final Path SOURCES = Path.of("../../model-registry/python");

  @ParameterizedTest
  @CsvSource({
    "check.pt, check.py",
    "check-wrong.pt, check.py",
    "check-crash.pt, check.py",
    "/dev/skipstream/detect/torchscript-detector.pt, torchscript_detector.py",
    "/dev/skipstream/detect/squares-yolov8.pt, torchscript_detector.py",
    "/dev/skipstream/detect/squares-reads-file.pt, torchscript_detector.py"
  })
  void aProgramIsOfItsSources(String program, String source) throws IOException {
    MessageDigest digest = Digests.sha256();
    digest.update(Files.readAllBytes(SOURCES.resolve(source)));
    digest.update(Files.readAllBytes(SOURCES.resolve("program.py")));
    if (source.equals("check.py")) {
      digest.update(Files.readAllBytes(SOURCES.resolve("onednn.py")));
    }

    assertThat(sourceOf(program))
        .as("%s is of other sources: run %s again, as its head says", program, source)
        .isEqualTo(HexFormat.of().formatHex(digest.digest()));
  }

  private static String sourceOf(String program) throws IOException {
    InputStream file = Objects.requireNonNull(CheckProgramTest.class.getResourceAsStream(program));
    try (ZipInputStream archive = new ZipInputStream(file)) {
      for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        if (entry.getName().endsWith("/program.sha256")) {
          return new String(archive.readAllBytes(), UTF_8);
        }
      }
    }
    throw new AssertionError(program + " does not have the digest of its sources");
  }
}
