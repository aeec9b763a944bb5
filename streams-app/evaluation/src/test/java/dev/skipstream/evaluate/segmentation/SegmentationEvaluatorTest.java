package dev.skipstream.evaluate.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.shape.LabelMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SegmentationEvaluatorTest {
  private static final Map<Integer, String> CLASSES =
      Map.of(0, "street", 1, "car", 2, "tree", 7, "sky");

  /**
   * The car has 2 pixels in both maps, 3 in the ground truth and 3 in the detections; the street 3,
   * 4 and 4. One pixel is ignored.
   */
  @Test
  void hasTheFiguresOfASmallMap() {
    SegmentationEvaluator evaluator = new SegmentationEvaluator();
    evaluator.add("a", map("0000111-"), map("00011107"), CLASSES);

    SegmentationMetrics metrics = evaluator.metrics();

    assertThat(metrics.pixels()).isEqualTo(7);
    assertThat(metrics.pixelAccuracy()).isEqualTo(5 / 7.0);
    assertThat(metrics.meanIou()).isCloseTo((3 / 5.0 + 2 / 4.0) / 2, within(1e-12));
    assertThat(metrics.categories())
        .containsExactly(
            new SegmentationMetrics.Category("car", 3, 2 / 4.0, 2 / 3.0),
            new SegmentationMetrics.Category("street", 4, 3 / 5.0, 3 / 4.0));
  }

  @Test
  void aClassThatIsOnlyDetectedCounts() {
    SegmentationEvaluator evaluator = new SegmentationEvaluator();
    evaluator.add("a", map("00"), map("02"), CLASSES);

    assertThat(evaluator.metrics().meanIou()).isEqualTo(0.25);
    assertThat(evaluator.metrics().categories().get(1))
        .isEqualTo(new SegmentationMetrics.Category("tree", 0, 0, -1));
  }

  @Test
  void aPixelWithoutAClassIsWrongInTheDetectionsAlone() {
    SegmentationEvaluator evaluator = new SegmentationEvaluator();
    evaluator.add("a", map("00--"), map("0-0-"), CLASSES);

    assertThat(evaluator.metrics())
        .isEqualTo(
            new SegmentationMetrics(
                2, 0.5, 0.5, List.of(new SegmentationMetrics.Category("street", 2, 0.5, 0.5))));
  }

  @Test
  void hasNoFigureWithoutPixels() {
    assertThat(new SegmentationEvaluator().metrics())
        .isEqualTo(new SegmentationMetrics(0, -1, -1, List.of()));
  }

  static LongStream seeds() {
    return new Random(33).longs(100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isEqualToTheDefinitions(long seed) {
    Random random = new Random(seed);
    List<int[][]> truths = new ArrayList<>();
    List<int[][]> founds = new ArrayList<>();
    SegmentationEvaluator first = new SegmentationEvaluator();
    SegmentationEvaluator rest = new SegmentationEvaluator();
    for (int images = 1 + random.nextInt(4); images > 0; images--) {
      int height = 1 + random.nextInt(12);
      int width = 1 + random.nextInt(12);
      int[][] truth = pixels(random, height, width);
      int[][] found = pixels(random, height, width);
      truths.add(truth);
      founds.add(found);
      (random.nextBoolean() ? first : rest).add("image", map(truth), map(found), CLASSES);
    }
    first.addAll(rest);

    SegmentationMetrics metrics = first.metrics();

    double sum = 0;
    int classes = 0;
    for (int label : new int[] {1, 7, 0, 2}) { // in the order of their names
      int both = count(truths, founds, (there, seen) -> there == label && seen == label);
      int any =
          count(truths, founds, (there, seen) -> there >= 0 && (there == label || seen == label));
      if (any > 0) {
        assertThat(metrics.categories().get(classes).iou())
            .isCloseTo((double) both / any, within(1e-12));
        sum += (double) both / any;
        classes++;
      }
    }
    assertThat(metrics.categories()).hasSize(classes);
    assertThat(metrics.meanIou()).isCloseTo(classes == 0 ? -1 : sum / classes, within(1e-12));
    int all = count(truths, founds, (there, seen) -> there >= 0);
    int right = count(truths, founds, (there, seen) -> there >= 0 && there == seen);
    assertThat(metrics.pixelAccuracy())
        .isCloseTo(all == 0 ? -1 : (double) right / all, within(1e-12));
  }

  @FunctionalInterface
  private interface Counted {
    boolean counts(int there, int seen);
  }

  private static int count(List<int[][]> truths, List<int[][]> founds, Counted counted) {
    int count = 0;
    for (int image = 0; image < truths.size(); image++) {
      for (int x = 0; x < truths.get(image).length; x++) {
        for (int y = 0; y < truths.get(image)[x].length; y++) {
          count += counted.counts(truths.get(image)[x][y], founds.get(image)[x][y]) ? 1 : 0;
        }
      }
    }
    return count;
  }

  @Test
  void rejectsAnUnknownClassAndAnotherSize() {
    Map<Integer, String> street = Map.of(0, "street");
    SegmentationEvaluator evaluator = new SegmentationEvaluator();

    assertThatThrownBy(() -> evaluator.add("a.jpg", map("00"), map("05"), street))
        .isInstanceOf(UnfitInputException.class)
        .hasMessage(
            "image a.jpg: class 5 of its detections is unknown: expected one of {0=street}");
    assertThatThrownBy(() -> evaluator.add("a.jpg", map("00"), map("000"), street))
        .isInstanceOf(UnfitInputException.class)
        .hasMessage(
            "image a.jpg: the label map has 1 rows and 3 columns: expected 1 and 2, those of its"
                + " ground truth");
  }

  /** One row, a digit a pixel; a dash has no class. */
  private static LabelMap map(String row) {
    return LabelMap.ofPixels(
        1,
        row.length(),
        (x, y) -> row.charAt(x) == '-' ? LabelMap.UNLABELLED : Character.digit(row.charAt(x), 10));
  }

  private static LabelMap map(int[][] pixels) {
    return LabelMap.ofPixels(pixels[0].length, pixels.length, (x, y) -> pixels[x][y]);
  }

  private static int[][] pixels(Random random, int height, int width) {
    int[] labels = {LabelMap.UNLABELLED, 0, 1, 2, 7};
    int[][] pixels = new int[width][height];
    int label = 0;
    for (int[] column : pixels) {
      for (int y = 0; y < height; y++) {
        label = random.nextInt(4) == 0 ? labels[random.nextInt(labels.length)] : label;
        column[y] = label;
      }
    }
    return pixels;
  }
}
