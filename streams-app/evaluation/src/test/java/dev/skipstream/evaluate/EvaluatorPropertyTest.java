package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluatorPropertyTest {
  private static final Offset<Double> EQUAL = within(1e-9);
  private static final double SMALL = 32 * 32;
  private static final double LARGE = 96 * 96;

  @ParameterizedTest
  @MethodSource("dev.skipstream.evaluate.RandomFrames#seeds")
  void isEqualToTheDefinitions(long seed) {
    List<SlowEvaluator.Frame> frames = RandomFrames.frames(new Random(seed));
    CocoEvaluator evaluator = new CocoEvaluator();
    frames.forEach(frame -> evaluator.add(frame.truth(), frame.found()));

    CocoMetrics metrics = evaluator.metrics();

    SlowEvaluator all = new SlowEvaluator(frames, 0, 1e10);
    assertThat(metrics.ap()).as("AP").isCloseTo(all.averagePrecision(SlowEvaluator.TEN), EQUAL);
    assertThat(metrics.ap50()).as("AP50").isCloseTo(all.averagePrecision(50), EQUAL);
    assertThat(metrics.ap75()).as("AP75").isCloseTo(all.averagePrecision(75), EQUAL);
    assertThat(metrics.ar1()).as("AR1").isCloseTo(all.averageRecall(1), EQUAL);
    assertThat(metrics.ar10()).as("AR10").isCloseTo(all.averageRecall(10), EQUAL);
    assertThat(metrics.ar100()).as("AR100").isCloseTo(all.averageRecall(100), EQUAL);
    sizes(frames, 0, SMALL, "small", metrics.apSmall(), metrics.arSmall());
    sizes(frames, SMALL, LARGE, "medium", metrics.apMedium(), metrics.arMedium());
    sizes(frames, LARGE, 1e10, "large", metrics.apLarge(), metrics.arLarge());
  }

  @ParameterizedTest
  @MethodSource("dev.skipstream.evaluate.RandomFrames#seeds")
  void aCurvesMeanIsTheAveragePrecision(long seed) {
    CocoEvaluator evaluator = new CocoEvaluator();
    RandomFrames.frames(new Random(seed))
        .forEach(frame -> evaluator.add(frame.truth(), frame.found()));

    CocoMetrics metrics = evaluator.metrics();
    PrecisionCurves curves = evaluator.curves();

    assertThat(mean(curves.all().mean())).isCloseTo(metrics.ap(), EQUAL);
    assertThat(mean(curves.all().at50())).isCloseTo(metrics.ap50(), EQUAL);
    assertThat(mean(curves.all().at75())).isCloseTo(metrics.ap75(), EQUAL);
    assertThat(curves.categories())
        .extracting(PrecisionCurves.Curve::label)
        .containsExactlyElementsOf(
            metrics.categories().stream().map(CocoMetrics.Category::label).toList());
    for (int i = 0; i < metrics.categories().size(); i++) {
      assertThat(mean(curves.categories().get(i).at75()))
          .isCloseTo(metrics.categories().get(i).ap75(), EQUAL);
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(-1);
  }

  private static void sizes(
      List<SlowEvaluator.Frame> frames,
      double least,
      double most,
      String name,
      double precision,
      double recall) {
    SlowEvaluator slow = new SlowEvaluator(frames, least, most);
    assertThat(precision)
        .as("AP" + name)
        .isCloseTo(slow.averagePrecision(SlowEvaluator.TEN), EQUAL);
    assertThat(recall).as("AR" + name).isCloseTo(slow.averageRecall(100), EQUAL);
  }
}
