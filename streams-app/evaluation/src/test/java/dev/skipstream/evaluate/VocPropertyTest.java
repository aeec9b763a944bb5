package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VocPropertyTest {

  @ParameterizedTest
  @MethodSource("dev.skipstream.evaluate.RandomFrames#seeds")
  void isEqualToTheDefinitions(long seed) {
    List<SlowEvaluator.Frame> frames = RandomFrames.frames(new Random(seed));
    VocEvaluator evaluator = new VocEvaluator();
    frames.forEach(frame -> evaluator.add(frame.truth(), frame.found()));
    SlowVoc slow = new SlowVoc(frames);
    List<Integer> categories =
        IntStream.rangeClosed(1, 3).filter(one -> slow.objects(one) > 0).boxed().toList();

    VocMetrics metrics = evaluator.metrics();

    assertThat(metrics.categories())
        .extracting(VocMetrics.Category::id)
        .containsExactlyElementsOf(categories);
    for (VocMetrics.Category one : metrics.categories()) {
      assertThat(one.objects()).isEqualTo(slow.objects(one.id()));
      assertThat(one.everyPoint()).isCloseTo(slow.everyPoint(one.id()), within(1e-9));
      assertThat(one.elevenPoint()).isCloseTo(slow.elevenPoint(one.id()), within(1e-9));
    }
    assertThat(metrics.everyPoint())
        .isCloseTo(
            categories.stream().mapToDouble(slow::everyPoint).average().orElse(-1), within(1e-9));
  }
}
