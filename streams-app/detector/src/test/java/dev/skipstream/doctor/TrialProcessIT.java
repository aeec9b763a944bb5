package dev.skipstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.detect.GeneratedDetector;
import dev.skipstream.image.EncodedImages;
import dev.skipstream.registry.importer.Formula;
import dev.skipstream.schemas.event.ComputeFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TrialProcessIT {
  @TempDir static Path folder;

  private static GeneratedDetector generated;

  @BeforeAll
  static void importGeneratedModel() throws IOException {
    generated = GeneratedDetector.in(folder);
  }

  @Test
  void detectsInAProcessOfItsOwn() throws Exception {
    TrialResult result =
        new TrialProcess(folder, generated.manifest(), generated.archive(), image())
            .run("cpu", ComputeFormat.FP32);

    assertThat(result.millis()).isPositive();
    assertThat(result.detections()).isPositive();
    assertThat(result.batches()).as("of a GPU alone").isEmpty();
  }

  @Test
  void aModelThatDoesNotLoadIsReportedWithTheReason() throws Exception {
    Path damaged = Files.write(folder.resolve("damaged.pt"), new byte[100]);

    assertThatThrownBy(
            () ->
                new TrialProcess(folder, generated.manifest(), damaged, image())
                    .run("cpu", ComputeFormat.FP32))
        .isInstanceOf(TrialFailedException.class)
        .hasMessageStartingWith("models:/trial/1: archive " + damaged + " does not load");
  }

  @Test
  void aFormatThatEndsTheProcessIsReportedAndEndsNoOther() throws Exception {
    TrialProcess process =
        new TrialProcess(
            folder, generated.manifest(), generated.archive(), image(), CrashingTrial.class);

    assertThatThrownBy(() -> process.run("cpu", ComputeFormat.BF16))
        .isInstanceOf(TrialFailedException.class)
        .hasMessage(
            "a detection ends the process with exit status %d".formatted(CrashingTrial.STATUS));
    assertThatThrownBy(() -> process.run("cpu", ComputeFormat.INT8)).hasMessage("no kernels");
    assertThat(process.run("cpu", ComputeFormat.FP32))
        .isEqualTo(new TrialResult(12.5, 3, Optional.empty()));
  }

  private static byte[] image() {
    BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_3BYTE_BGR);
    image.getRaster().setDataElements(0, 0, 160, 120, Formula.image(120, 160));
    return EncodedImages.encode(image, "png");
  }
}
