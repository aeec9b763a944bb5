package dev.skipstream.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunLengthMaskTest {

  static LongStream seeds() {
    return new Random(25).longs(300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isEqualToItsPixels(long seed) {
    Random random = new Random(seed);
    PixelMask pixels = PixelMask.random(random, 1 + random.nextInt(20), 1 + random.nextInt(20));

    RunLengthMask mask = pixels.runs();

    assertThat(mask.area()).isEqualTo(pixels.area());
    assertThat(mask.box()).isEqualTo(pixels.box());
    PixelMask read = PixelMask.of(mask);
    for (int x = 0; x < mask.width(); x++) {
      for (int y = 0; y < mask.height(); y++) {
        assertThat(read.has(x, y)).as("%d, %d", x, y).isEqualTo(pixels.has(x, y));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void asksForThePixelsOfARectangleOnly(long seed) {
    Random random = new Random(seed);
    PixelMask pixels = PixelMask.random(random, 1 + random.nextInt(20), 1 + random.nextInt(20));
    RunLengthMask whole = pixels.runs();
    BoundingBox box = whole.box();
    Rectangle around =
        new Rectangle((int) box.x(), (int) box.y(), (int) box.width(), (int) box.height());

    RunLengthMask mask =
        RunLengthMask.ofPixels(
            whole.height(),
            whole.width(),
            around,
            (x, y) -> {
              assertThat(around.contains(x, y)).isTrue();
              return pixels.has(x, y);
            });

    assertThat(mask).isEqualTo(whole);
  }

  @Test
  void refusesPixelsOutsideOfTheImage() {
    assertThatThrownBy(
            () -> RunLengthMask.ofPixels(20, 30, new Rectangle(25, 0, 6, 5), (x, y) -> true))
        .isInstanceOf(InvalidShapeException.class)
        .hasMessage("pixels of 6 x 5 from 25, 0 reach out of an image of 30 x 20 (columns x rows)");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void overlapsAsThePixelsDo(long seed) {
    Random random = new Random(seed);
    int height = 1 + random.nextInt(20);
    int width = 1 + random.nextInt(20);
    PixelMask first = PixelMask.random(random, height, width);
    PixelMask second = PixelMask.random(random, height, width);

    assertThat(first.runs().iou(second.runs())).isEqualTo(first.overlap(second, false));
    assertThat(first.runs().shareIn(second.runs())).isEqualTo(first.overlap(second, true));
    assertThat(first.runs().union(second.runs())).isEqualTo(first.union(second).runs());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isEqualAfterBothForms(long seed) {
    Random random = new Random(seed);
    RunLengthMask mask =
        PixelMask.random(random, 1 + random.nextInt(200), 1 + random.nextInt(90)).runs();

    assertThat(RunLengthMask.ofText(mask.height(), mask.width(), mask.text())).isEqualTo(mask);
    assertThat(RunLengthMask.ofRuns(mask.height(), mask.width(), mask.runs()))
        .isEqualTo(mask)
        .hasSameHashCodeAs(mask);
  }

  @Test
  void joinsRunsAroundAnEmptyOne() {
    RunLengthMask mask = RunLengthMask.ofRuns(4, 5, 2, 3, 0, 4, 1, 0, 10, 0);

    assertThat(mask.runs()).containsExactly(2, 7, 11);
    assertThat(mask).isEqualTo(RunLengthMask.ofRuns(4, 5, 2, 7, 11));
    assertThat(mask).isNotEqualTo(RunLengthMask.ofRuns(5, 4, 2, 7, 11));
  }

  @Test
  void hasTheTextOfLongRuns() {
    // 40,000 needs four characters, and the difference of the fourth run is negative.
    RunLengthMask mask = RunLengthMask.ofRuns(300, 300, 0, 40_000, 100, 31, 49_869);

    assertThat(mask.text()).isEqualTo("0PRW1T3onhNYc`1");
    assertThat(RunLengthMask.ofText(300, 300, mask.text()).runs())
        .containsExactly(0, 40_000, 100, 31, 49_869);
  }

  @Test
  void anEmptyMaskOverlapsNothing() {
    RunLengthMask none = RunLengthMask.ofRuns(3, 3, 9);
    RunLengthMask all = RunLengthMask.ofRuns(3, 3, 0, 9);

    assertThat(none.box()).isEqualTo(new BoundingBox(0, 0, 0, 0));
    assertThat(none.iou(none)).isZero();
    assertThat(none.iou(all)).isZero();
    assertThat(none.shareIn(all)).isZero();
    assertThat(all.shareIn(none)).isZero();
    assertThat(all.iou(all)).isEqualTo(1);
  }

  @Test
  void doesNotShareItsRuns() {
    int[] runs = {2, 2};
    RunLengthMask mask = RunLengthMask.ofRuns(2, 2, runs);

    runs[0] = 0;
    mask.runs()[0] = 0;

    assertThat(mask.runs()).containsExactly(2, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5 -1 | run 1 has -1 pixels: expected 0 or more
          5    | the runs have 5 pixels: expected 4, those of an image of 2 rows and 2 columns
          3    | the runs have 3 pixels: expected 4
          2147483647 2147483647 6 | the runs have 4294967300 pixels: expected 4
          """)
  void rejectsRunsThatAreNotThoseOfTheImage(String lengths, String message) {
    int[] runs = Stream.of(lengths.split(" ", -1)).mapToInt(Integer::parseInt).toArray();

    assertThatThrownBy(() -> RunLengthMask.ofRuns(2, 2, runs))
        .isInstanceOf(InvalidShapeException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~       | the runs have 0 pixels: expected 4
          ~4 ~     | character 1 is ' ': expected one from '0' to 'o'
          ~4p~     | character 1 is 'p': expected one from '0' to 'o'
          ~2P~     | the text ends within the number that begins at character 1
          ~PPPPPPP0~ | the number that begins at character 0 has more than 7 characters
          ~O~      | run 0 has -1 pixels: expected 0 to 4
          ~111L~   | run 3 has -3 pixels: expected 0 to 4
          ~5~      | run 0 has 5 pixels: expected 0 to 4
          """)
  void rejectsATextThatIsNoMaskOfTheImage(String text, String message) {
    assertThatThrownBy(() -> RunLengthMask.ofText(2, 2, text))
        .isInstanceOf(InvalidShapeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void rejectsAnImageThatIsNoneOrTooLarge() {
    assertThatThrownBy(() -> RunLengthMask.ofRuns(0, 4))
        .hasMessageContaining("the image has 0 rows and 4 columns: expected at least 1 of each");
    assertThatThrownBy(() -> RunLengthMask.ofText(65_536, 32_768, "0"))
        .hasMessageContaining("at most 2147483647 pixels");
  }

  @Test
  void rejectsMasksOfImagesOfTwoSizes() {
    RunLengthMask high = RunLengthMask.ofRuns(6, 2, 3, 9);
    RunLengthMask wide = RunLengthMask.ofRuns(2, 6, 3, 9);

    assertThatThrownBy(() -> high.iou(wide))
        .isInstanceOf(InvalidShapeException.class)
        .hasMessage(
            "masks are of images of 6 x 2 and 2 x 6 pixels (rows x columns): expected one size");
    assertThatThrownBy(() -> high.union(wide)).isInstanceOf(InvalidShapeException.class);
  }

  /** Points farther from the outline than a pixel: which of the others count is pycocotools'. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aPolygonHasThePointsInsideOfIt(long seed) {
    Random random = new Random(seed);
    int height = 1 + random.nextInt(60);
    int width = 1 + random.nextInt(60);
    double[] polygon = new double[2 * (3 + random.nextInt(6))];
    for (int i = 0; i < polygon.length; i++) {
      polygon[i] = -5 + random.nextDouble() * ((i % 2 == 0 ? width : height) + 10);
    }

    PixelMask mask = PixelMask.of(RunLengthMask.ofPolygons(height, width, List.of(polygon)));

    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        if (distance(x + 0.5, y + 0.5, polygon) > 1) {
          assertThat(mask.has(x, y))
              .as("%d, %d", x, y)
              .isEqualTo(isInside(x + 0.5, y + 0.5, polygon));
        }
      }
    }
  }

  /** Counts the edges that a ray to the right crosses. */
  private static boolean isInside(double x, double y, double[] polygon) {
    boolean inside = false;
    for (int i = 0; i < polygon.length; i += 2) {
      double x1 = polygon[i];
      double y1 = polygon[i + 1];
      double x2 = polygon[(i + 2) % polygon.length];
      double y2 = polygon[(i + 3) % polygon.length];
      if ((y1 > y) != (y2 > y) && x < x1 + (x2 - x1) * (y - y1) / (y2 - y1)) {
        inside = !inside;
      }
    }
    return inside;
  }

  private static double distance(double x, double y, double[] polygon) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < polygon.length; i += 2) {
      double x1 = polygon[i];
      double y1 = polygon[i + 1];
      double dx = polygon[(i + 2) % polygon.length] - x1;
      double dy = polygon[(i + 3) % polygon.length] - y1;
      double along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy);
      double nearest = Math.max(0, Math.min(1, along));
      least = Math.min(least, Math.hypot(x - x1 - nearest * dx, y - y1 - nearest * dy));
    }
    return least;
  }

  @Test
  void rejectsAPolygonThatIsNone() {
    List<double[]> polygons = new ArrayList<>();

    rejectPolygons(polygons, "there is no polygon: expected at least one");
    polygons.add(new double[] {0, 0, 1, 1});
    rejectPolygons(polygons, "a polygon has 4 numbers: expected x and y of each point");
    polygons.set(0, new double[] {0, 0, 1, 1, 2, 2, 3});
    rejectPolygons(polygons, "a polygon has 7 numbers");
    polygons.set(0, new double[] {0, 0, 1, 1, Double.NaN, 2});
    rejectPolygons(polygons, "number 4 of a polygon is NaN: expected pixels of the image");
    polygons.set(0, new double[] {0, 0, 1, 1, 2, -2e6});
    rejectPolygons(polygons, "number 5 of a polygon is -2000000.0");
  }

  private static void rejectPolygons(List<double[]> polygons, String message) {
    assertThatThrownBy(() -> RunLengthMask.ofPolygons(9, 9, polygons))
        .isInstanceOf(InvalidShapeException.class)
        .hasMessageContaining(message);
  }
}
