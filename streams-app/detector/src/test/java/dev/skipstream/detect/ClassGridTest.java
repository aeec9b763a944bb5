package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.shape.LabelMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassGridTest {
  private static final int[] TWO_GRIDS = {9, 9, 9, 9, 9, 9, 0, 1, 2, 3, 4, 5};

  private static LabelMap enlarged(int height, int width) {
    return new ClassGrid(TWO_GRIDS, 6, 2, 3).enlarged(height, width, label -> label == 0);
  }

  @Test
  void aPixelHasTheClassOfTheCellInWhichItsCentreLies() {
    // Columns 0.5, 1.5, 2.5, 3.5 of 4 are at 0.375, 1.125, 1.875, 2.625 of 3.
    int[][] expected = {{LabelMap.UNLABELLED, 1, 1, 2}, {3, 4, 4, 5}};

    assertThat(enlarged(2, 4)).isEqualTo(LabelMap.ofPixels(2, 4, (x, y) -> expected[y][x]));
  }

  @Test
  void aFrameThatWasEnlargedHasThePixelsInTheMiddleOfItsOwn() {
    assertThat(enlarged(1, 1)).isEqualTo(LabelMap.ofPixels(1, 1, (x, y) -> 4));
  }

  @Test
  void thePixelsOfTheBackgroundHaveNoLabel() {
    assertThat(enlarged(2, 3).areas()).isEqualTo(Map.of(1, 1, 2, 1, 3, 1, 4, 1, 5, 1));
  }
}
