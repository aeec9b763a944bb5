package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.registry.FasterRcnnSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizedShapeTest {

  /**
   * Expected values: the shapes that torchvision 0.14.1's transform gave for images of these sizes.
   */
  @ParameterizedTest
  @CsvSource({
    "480, 640, 800, 1066",
    "640, 480, 1066, 800",
    "427, 640, 799, 1199",
    "720, 1280, 749, 1333",
    "1080, 1920, 749, 1333",
    "333, 500, 799, 1201",
    "600, 800, 800, 1066",
    "1, 1, 800, 800",
    "100, 1000, 133, 1333",
    "375, 1242, 402, 1332",
    "612, 612, 800, 800",
    "501, 333, 1203, 799",
    "2160, 3840, 749, 1333"
  })
  void isTheShapeThatTorchvisionResizesTo(int height, int width, int toHeight, int toWidth) {
    assertThat(ResizedShape.of(height, width, FasterRcnnSettings.TORCHVISION))
        .isEqualTo(new ResizedShape(toHeight, toWidth));
  }

  /**
   * Expected values: those of torchvision 0.14.1's {@code resize} with {@code max_size}. It fails
   * where the shorter side would be empty; here it has a pixel.
   */
  @ParameterizedTest
  @CsvSource({
    "480, 640, 520, 2080, 520, 693",
    "640, 480, 520, 2080, 693, 520",
    "427, 640, 520, 2080, 520, 779",
    "1080, 1920, 520, 2080, 520, 924",
    "333, 500, 520, 2080, 520, 780",
    "375, 1242, 520, 1000, 301, 1000",
    "1, 1, 520, 2080, 520, 520",
    "100, 1000, 520, 2080, 208, 2080",
    "1001, 97, 520, 2080, 2080, 201",
    "3, 500, 104, 400, 2, 400",
    "1, 65535, 520, 2080, 1, 2080"
  })
  void ofASegmentationNetworkIsTheShapeThatTorchvisionResizesTo(
      int height, int width, int shorter, int most, int toHeight, int toWidth) {
    assertThat(ResizedShape.ofShorterSide(height, width, shorter, most))
        .isEqualTo(new ResizedShape(toHeight, toWidth));
  }
}
