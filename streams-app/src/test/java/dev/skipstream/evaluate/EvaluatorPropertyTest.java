package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random frames: empty ones, crowds, equal scores and overlaps, areas that are not the box's. Boxes
 * are on a coarse grid, so that all of these are frequent.
 */
class EvaluatorPropertyTest {
  private static final Offset<Double> EQUAL = within(1e-9);
  private static final double SMALL = 32 * 32;
  private static final double LARGE = 96 * 96;

  static List<Long> seeds() {
    return new Random(20).longs(100).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isEqualToTheDefinitions(long seed) {
    List<SlowEvaluator.Frame> frames = frames(new Random(seed));
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

  private static List<SlowEvaluator.Frame> frames(Random random) {
    List<SlowEvaluator.Frame> frames = new ArrayList<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      List<TrueObject> truth = new ArrayList<>();
      for (int o = random.nextInt(5); o > 0; o--) {
        truth.add(object(random));
      }
      List<Detection> found = new ArrayList<>();
      for (int d = random.nextInt(14); d > 0; d--) {
        found.add(detection(random, truth));
      }
      frames.add(new SlowEvaluator.Frame(truth, found));
    }
    return frames;
  }

  private static TrueObject object(Random random) {
    BoundingBox box = box(random);
    Optional<Double> area =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(box.width() * box.height() * (0.5 + random.nextInt(2) / 2.0));
    int category = 1 + random.nextInt(3);
    return new TrueObject(
        "c" + category, category, box, area, Optional.empty(), random.nextInt(6) == 0);
  }

  /** Mostly near an object, and as sure as many others. */
  private static Detection detection(Random random, List<TrueObject> truth) {
    int category = 1 + random.nextInt(3);
    BoundingBox box = box(random);
    if (!truth.isEmpty() && random.nextInt(4) > 0) {
      TrueObject object = truth.get(random.nextInt(truth.size()));
      category = object.classId();
      box =
          new BoundingBox(
              object.box().x() + random.nextInt(3) * 2,
              object.box().y() + random.nextInt(3) * 2,
              object.box().width(),
              object.box().height() + random.nextInt(2) * 4);
    }
    return new Detection("c" + category, category, (1 + random.nextInt(8)) / 8.0, box);
  }

  private static BoundingBox box(Random random) {
    int side = List.of(16, 32, 64, 96, 128).get(random.nextInt(5));
    return new BoundingBox(
        8 * random.nextInt(20), 8 * random.nextInt(20), side, random.nextBoolean() ? side : 32);
  }
}
