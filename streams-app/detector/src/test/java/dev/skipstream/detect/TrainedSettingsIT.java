package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.image.Frame;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.importer.Formula;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Detection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A detector runs with each setting that it was trained with: another value gives other detections.
 * {@link DetectorParityIT} holds changed values against torchvision.
 */
class TrainedSettingsIT {
  private static final Settings USUAL = new Settings();
  private static final Frame FRAME = new Frame(Formula.image(150, 200), 200, 150);

  @TempDir static Path folder;
  private static GeneratedDetector generated;
  private static List<Detection> usual;

  /** Settings with one of them changed. */
  private record Settings(
      int preNmsProposals,
      double nmsThreshold,
      int detectionsPerFrame,
      List<Double> anchorRatios,
      List<Double> imageMean,
      List<Double> imageStd,
      Double rpnNmsThreshold,
      Double rpnScoreThreshold) {

    Settings() {
      this(200, 0.5, 100, null, null, null, null, null);
    }

    FasterRcnnSettings detector() {
      return new FasterRcnnSettings(
          96,
          128,
          preNmsProposals,
          100,
          0.05,
          nmsThreshold,
          detectionsPerFrame,
          null,
          anchorRatios,
          imageMean,
          imageStd,
          rpnNmsThreshold,
          rpnScoreThreshold);
    }
  }

  static List<Settings> changed() {
    List<Double> numbers = List.of(0.4, 0.6, 0.8);
    return List.of(
        new Settings(20, 0.5, 100, null, null, null, null, null),
        new Settings(200, 0.2, 100, null, null, null, null, null),
        new Settings(200, 0.5, 7, null, null, null, null, null),
        new Settings(200, 0.5, 100, numbers, null, null, null, null),
        new Settings(200, 0.5, 100, null, numbers, null, null, null),
        new Settings(200, 0.5, 100, null, null, numbers, null, null),
        new Settings(200, 0.5, 100, null, null, null, 0.3, null),
        new Settings(200, 0.5, 100, null, null, null, null, 0.55));
  }

  @BeforeAll
  static void detectWithTheUsualSettings() throws IOException {
    generated = GeneratedDetector.in(folder);
    usual = detect(USUAL);
  }

  private static List<Detection> detect(Settings settings) {
    try (DjlDetector detector = generated.load(settings.detector())) {
      return ((Boxes) detector.detect(List.of(FRAME)).get(0)).detections();
    }
  }

  @Test
  void givesTheSameDetectionsForTheSameSettings() {
    assertThat(detect(USUAL)).isNotEmpty().isEqualTo(usual);
  }

  @ParameterizedTest
  @MethodSource("changed")
  void givesOtherDetectionsForAnotherValue(Settings settings) {
    assertThat(detect(settings)).isNotEmpty().isNotEqualTo(usual);
  }
}
