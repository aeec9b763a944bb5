package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.image.Frame;
import dev.skipstream.registry.importer.Formula;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlDetectorIT {
  @TempDir static Path folder;

  private static GeneratedDetector generated;

  @BeforeAll
  static void importGeneratedModel() throws Exception {
    generated = GeneratedDetector.in(folder);
  }

  @Test
  void leavesNoNativeArrayBehind() {
    try (DjlDetector detector = generated.load(generated.archive())) {
      detector.detect(List.of(frame(120, 160)));
      int atRest = detector.liveArrays();

      for (int i = 0; i < 40; i++) {
        assertThat(detector.detect(List.of(frame(120, 160), frame(240, 320)))).hasSize(2);
      }

      assertThat(detector.liveArrays()).isEqualTo(atRest);
    }
  }

  @Test
  void leavesNoNativeArrayBehindWhenTheModelFails() {
    try (DjlDetector detector = generated.load(generated.archive())) {
      detector.detect(List.of(frame(120, 160)));
      int atRest = detector.liveArrays();

      // Frames of two resized shapes do not share a batch.
      assertThatThrownBy(() -> detector.detect(List.of(frame(120, 160), frame(160, 120))))
          .isInstanceOf(DetectorException.class)
          .hasMessageContaining("batch of 2")
          .hasMessageContaining("frame 1 is resized to");

      assertThat(detector.liveArrays()).isEqualTo(atRest);
      assertThat(detector.detect(List.of(frame(120, 160)))).hasSize(1);
    }
  }

  @Test
  void saysThatADamagedArchiveDoesNotLoad() throws Exception {
    byte[] whole = Files.readAllBytes(generated.archive());
    Path damaged =
        Files.write(folder.resolve("damaged.pt"), Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> generated.load(damaged))
        .isInstanceOf(DetectorException.class)
        .hasMessageStartingWith("models:/generated/1: archive " + damaged + " does not load");
  }

  private static Frame frame(int height, int width) {
    return new Frame(Formula.image(height, width), width, height);
  }
}
