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
}
