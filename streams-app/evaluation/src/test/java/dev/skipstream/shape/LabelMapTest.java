package dev.skipstream.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabelMapTest {

  static LongStream seeds() {
    return new Random(28).longs(200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void hasOneMaskForEachClass(long seed) {
    Random random = new Random(seed);
    int[][] pixels = pixels(random, 1 + random.nextInt(12), 1 + random.nextInt(12));
    LabelMap map = map(pixels);

    SortedMap<Integer, RunLengthMask> expected = new TreeMap<>();
    for (int label = 0; label < 4; label++) {
      int one = label;
      RunLengthMask mask =
          RunLengthMask.ofPixels(map.height(), map.width(), (x, y) -> pixels[x][y] == one);
      if (mask.area() > 0) {
        expected.put(label, mask);
      }
    }
    assertThat(map.masks()).isEqualTo(expected);
    assertThat(map.areas().keySet()).isEqualTo(expected.keySet());
    map.areas().forEach((label, area) -> assertThat(area).isEqualTo(expected.get(label).area()));
    assertThat(LabelMap.ofMasks(map.height(), map.width(), map.masks()))
        .isEqualTo(map)
        .hasSameHashCodeAs(map);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void comparesPixelByPixel(long seed) {
    Random random = new Random(seed);
    int height = 1 + random.nextInt(12);
    int width = 1 + random.nextInt(12);
    int[][] first = pixels(random, height, width);
    int[][] second = pixels(random, height, width);

    Map<String, Integer> pairs = new HashMap<>();
    map(first)
        .compare(map(second), (a, b, pixels) -> pairs.merge(a + " " + b, pixels, Integer::sum));

    Map<String, Integer> expected = new HashMap<>();
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        expected.merge(first[x][y] + " " + second[x][y], 1, Integer::sum);
      }
    }
    assertThat(pairs).isEqualTo(expected);
  }

  @Test
  void rejectsAPixelOfTwoClasses() {
    Map<Integer, RunLengthMask> masks =
        new TreeMap<>(
            Map.of(3, RunLengthMask.ofRuns(4, 3, 2, 4, 6), 5, RunLengthMask.ofRuns(4, 3, 5, 7)));

    assertThatThrownBy(() -> LabelMap.ofMasks(4, 3, masks))
        .isInstanceOf(InvalidShapeException.class)
        .hasMessage(
            "the masks of classes 3 and 5 share the pixel in column 1 and row 1: expected one class"
                + " for each pixel");
  }

  @Test
  void rejectsMasksAndMapsOfAnotherSize() {
    RunLengthMask mask = RunLengthMask.ofRuns(4, 3, 12);
    assertThatThrownBy(() -> LabelMap.ofMasks(3, 4, Map.of(0, mask)))
        .hasMessage("the mask of class 0 has 4 rows and 3 columns: expected 3 and 4");
    assertThatThrownBy(
            () ->
                LabelMap.ofMasks(3, 4, Map.of())
                    .compare(LabelMap.ofMasks(4, 3, Map.of()), (a, b, pixels) -> {}))
        .hasMessage(
            "label maps are of images of 3 x 4 and 4 x 3 pixels (rows x columns): expected one"
                + " size");
  }

  @Test
  void rejectsALabelThatIsNoClass() {
    assertThatThrownBy(() -> LabelMap.ofPixels(1, 1, (x, y) -> -2))
        .hasMessage("label is -2: expected a class, 0 or more, or -1 for none");
    assertThatThrownBy(() -> LabelMap.ofMasks(1, 1, Map.of(-1, RunLengthMask.ofRuns(1, 1, 1))))
        .hasMessage("class of a mask is -1: expected 0 or more");
  }

  private static LabelMap map(int[][] pixels) {
    return LabelMap.ofPixels(pixels[0].length, pixels.length, (x, y) -> pixels[x][y]);
  }

  /** Classes 0 to 3, or none, mostly the one of the pixel before. */
  private static int[][] pixels(Random random, int height, int width) {
    int[][] pixels = new int[width][height];
    int label = 0;
    for (int[] column : pixels) {
      for (int y = 0; y < height; y++) {
        label = random.nextInt(4) == 0 ? random.nextInt(5) - 1 : label;
        column[y] = label;
      }
    }
    return pixels;
  }
}
