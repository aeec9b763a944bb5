package dev.skipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.internal.RegistryJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FasterRcnnSettingsTest {
  private static final List<Integer> SIZES = List.of(16, 32, 64, 128, 256);
  private static final List<Double> RATIOS = List.of(0.4, 1.0, 1.9);
  private static final List<Double> MEAN = List.of(0.1, 0.2, 0.3);
  private static final List<Double> STD = List.of(0.4, 0.5, 0.6);

  private static FasterRcnnSettings settings(
      List<Integer> sizes,
      List<Double> ratios,
      List<Double> mean,
      List<Double> std,
      Double rpnNms,
      Double rpnScore) {
    return new FasterRcnnSettings(
        800, 1333, 1000, 1000, 0.05, 0.5, 100, sizes, ratios, mean, std, rpnNms, rpnScore);
  }

  @Test
  void hasTheNumbersOfTorchvisionUnlessToldOtherwise() {
    assertThat(settings(null, null, null, null, null, null))
        .isEqualTo(FasterRcnnSettings.TORCHVISION)
        .isEqualTo(
            settings(
                List.of(32, 64, 128, 256, 512),
                List.of(0.5, 1.0, 2.0),
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225),
                0.7,
                0.0));
  }

  @Test
  void readsAManifestThatWasWrittenBeforeTheseNumbersWereKept() {
    String settings =
        "{\"minSize\":800,\"maxSize\":1333,\"preNmsProposals\":1000,\"proposals\":1000,"
            + "\"scoreThreshold\":0.05,\"nmsThreshold\":0.5,\"detectionsPerFrame\":100,"
            + "\"anchorSizes\":[32,64,128,256,512]}";

    assertThat(RegistryJson.read(settings, FasterRcnnSettings.class))
        .isEqualTo(FasterRcnnSettings.TORCHVISION);
  }

  @Test
  void comesBackFromItsJsonWithEachNumber() {
    FasterRcnnSettings settings = settings(SIZES, RATIOS, MEAN, STD, 0.6, 0.1);

    assertThat(RegistryJson.read(RegistryJson.write(settings), FasterRcnnSettings.class))
        .isEqualTo(settings)
        .isNotEqualTo(FasterRcnnSettings.TORCHVISION);
  }

  @Test
  void namesEachNumberByItsOption() {
    FasterRcnnSettings settings =
        new FasterRcnnSettings(100, 200, 11, 12, 0.1, 0.2, 13, SIZES, RATIOS, MEAN, STD, 0.6, 0.3);

    assertThat(settings.byOption())
        .hasSize(FasterRcnnSettings.class.getRecordComponents().length)
        .containsEntry("min-size", "100")
        .containsEntry("max-size", "200")
        .containsEntry("pre-nms-proposals", "11")
        .containsEntry("proposals", "12")
        .containsEntry("score-threshold", "0.1")
        .containsEntry("nms-threshold", "0.2")
        .containsEntry("detections-per-image", "13")
        .containsEntry("anchor-sizes", "16,32,64,128,256")
        .containsEntry("anchor-ratios", "0.4,1.0,1.9")
        .containsEntry("image-mean", "0.1,0.2,0.3")
        .containsEntry("image-std", "0.4,0.5,0.6")
        .containsEntry("rpn-nms-threshold", "0.6")
        .containsEntry("rpn-score-threshold", "0.3");
  }

  @Test
  void refusesAnchorsThatAreNotOneALevel() {
    assertThatThrownBy(() -> settings(List.of(16, 32), null, null, null, null, null))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("anchor-sizes are 2 numbers: expected 5, one for each level of the pyramid");
  }

  @Test
  void refusesAnchorsWithoutArea() {
    assertThatThrownBy(() -> settings(List.of(0, 32, 64, 128, 256), null, null, null, null, null))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("an anchor size is 0: expected 1 to 8192");
  }

  @Test
  void refusesRatiosAndChannelsThatAreNotThree() {
    List<Double> two = List.of(0.5, 1.0);

    assertThatThrownBy(() -> settings(null, two, null, null, null, null))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("anchor-ratios are 2 numbers: expected 3, one for each anchor at a position");
    assertThatThrownBy(() -> settings(null, null, two, null, null, null))
        .hasMessage("image-mean are 2 numbers: expected 3, one for each channel, of 0 to 1");
    assertThatThrownBy(() -> settings(null, null, null, two, null, null))
        .hasMessage("image-std are 2 numbers: expected 3, one for each channel, of 0 to 1");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.4, 0.4, 0.5, 0, a number of anchor-ratios is 0: expected 0.01 to 100",
    "NaN, 0.4, 0.4, 0.5, 0, a number of anchor-ratios is NaN: expected 0.01 to 100",
    // The mean of images of 0 to 255, as other programs have it.
    "1, 123.675, 0.4, 0.5, 0, a number of image-mean is 123.675: expected 0 to 1",
    "1, 0.4, 0, 0.5, 0, a number of image-std is 0: expected 0.001 to 10",
    "1, 0.4, 0.4, 1.5, 0, rpn-nms-threshold is 1.5: expected 0 to 1",
    "1, 0.4, 0.4, 0.5, -1, rpn-score-threshold is -1: expected 0 to 1",
  })
  void refusesNumbersThatNoTrainingHas(
      double ratio, double mean, double std, double nms, double score, String message) {
    assertThatThrownBy(
            () ->
                settings(
                    null,
                    List.of(0.5, 1.0, ratio),
                    List.of(0.4, 0.4, mean),
                    List.of(0.4, 0.4, std),
                    nms,
                    score))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(message);
  }
}
