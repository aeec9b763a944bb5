package dev.skipstream.bench;

import dev.skipstream.compute.ComputeCheck;
import dev.skipstream.compute.FormatResult;
import dev.skipstream.detect.LayerShape;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The largest rate that this machine's CPU reaches in a number format, in one of some large layers.
 * The layers run in the child process of the check of the formats, with the detector's own kernels.
 *
 * @param layer the fastest one
 * @param gigaOperations a second; a multiplication and an addition are two. The kernel of 3x3
 *     convolutions in fp32 (Winograd's) needs fewer multiplications than are counted
 */
public record FormatPeak(LayerShape layer, double gigaOperations) {
  private static final List<LayerShape> LARGE =
      List.of(
          new LayerShape(1024, 1024, 0, 1, 1, 4096, 1, false),
          new LayerShape(512, 512, 1, 1, 1, 96, 96, false),
          new LayerShape(256, 256, 3, 1, 1, 96, 96, false),
          new LayerShape(512, 512, 3, 1, 1, 56, 56, false));

  /**
   * Measures the layers.
   *
   * @throws IllegalStateException when the format computes wrong on this machine
   */
  public static FormatPeak of(ComputeFormat format) throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("skipstream-peak-")) {
      // Each layer is a network of its own, so that each has a time of its own.
      FormatPeak best = new FormatPeak(LARGE.get(0), 0);
      for (LayerShape layer : LARGE) {
        FormatResult result =
            new ComputeCheck(folder.path()).of(Map.of(layer, 1), List.of(format)).get(format);
        if (!result.isRight()) {
          throw new IllegalStateException(
              "%s computes wrong on this machine: %s"
                  .formatted(format, result.failure().orElse("")));
        }
        double rate = 2 * layer.products() / result.millis() / 1e6;
        best = rate > best.gigaOperations ? new FormatPeak(layer, rate) : best;
      }
      return best;
    }
  }
}
