package dev.skipstream.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.compare.PairedComparison.Interval;
import dev.skipstream.evaluate.CocoEvaluator;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.ScoredClass;
import dev.skipstream.schemas.event.TrueClass;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.score.EvaluationTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {
  private static final int DRAWS = 100;
  private static final long SEED = 7;

  @Test
  void itsNumbersAreThoseOfAllFramesInOneEvaluator() {
    PairedComparison comparison = new PairedComparison(EvaluationTask.BOXES);
    CocoEvaluator first = new CocoEvaluator();
    CocoEvaluator second = new CocoEvaluator();
    Random random = new Random(1);
    for (int frame = 0; frame < 30; frame++) {
      List<TrueObject> truth = objects(random);
      List<Detection> blurred = found(truth, random, 4);
      List<Detection> sharp = found(truth, random, 1);
      comparison.add(frame(truth, blurred), frame(truth, sharp));
      first.add(truth, blurred);
      second.add(truth, sharp);
    }

    List<Interval> intervals = comparison.intervals(DRAWS, SEED);

    assertThat(intervals).extracting(Interval::metric).contains("AP", "AP50", "AR100");
    for (Interval one : intervals) {
      assertThat(one.first()).isEqualTo(first.metrics().number(one.metric()));
      assertThat(one.second()).isEqualTo(second.metrics().number(one.metric()));
      assertThat(one.difference()).isCloseTo(one.second() - one.first(), within(1e-12));
    }
    Interval ap = intervals.get(0);
    assertThat(ap.better()).isTrue();
    assertThat(ap.low()).isLessThan(ap.difference());
    assertThat(ap.high()).isGreaterThan(ap.difference());
    assertThat(comparison.intervals(DRAWS, SEED)).isEqualTo(intervals);
  }

  @Test
  void theSameDetectionsDifferByNothing() {
    PairedComparison comparison = new PairedComparison(EvaluationTask.BOXES);
    Random random = new Random(2);
    for (int frame = 0; frame < 10; frame++) {
      List<TrueObject> truth = objects(random);
      List<Detection> found = found(truth, random, 3);
      comparison.add(frame(truth, found), frame(truth, found));
    }

    for (Interval one : comparison.intervals(DRAWS, SEED)) {
      assertThat(one.difference()).isZero();
      assertThat(one.low()).isZero();
      assertThat(one.high()).isZero();
      assertThat(one.better()).isFalse();
      assertThat(one.worse()).isFalse();
    }
  }

  /** One frame of many decides: drawn anew it is often not there. */
  @Test
  void oneFrameIsNoProof() {
    PairedComparison comparison = new PairedComparison(EvaluationTask.BOXES);
    Random random = new Random(3);
    for (int frame = 0; frame < 12; frame++) {
      List<TrueObject> truth = objects(random);
      List<Detection> found = found(truth, random, 1);
      comparison.add(frame(truth, found), frame(truth, frame == 0 ? List.of() : found));
    }

    Interval ap = comparison.intervals(DRAWS, SEED).get(0);

    assertThat(ap.difference()).isNegative();
    assertThat(ap.worse()).isFalse();
  }

  @Test
  void comparesTheClassesOfFrames() {
    PairedComparison comparison = new PairedComparison(EvaluationTask.CLASSES);
    for (int frame = 0; frame < 20; frame++) {
      comparison.add(classified(frame % 2 == 0 ? "fox" : "dog"), classified("fox"));
    }

    List<Interval> intervals = comparison.intervals(DRAWS, SEED);

    assertThat(intervals).extracting(Interval::metric).containsExactly("top1", "top5");
    assertThat(intervals.get(0).first()).isEqualTo(0.5);
    assertThat(intervals.get(0).second()).isEqualTo(1);
    assertThat(intervals.get(0).better()).isTrue();
  }

  private static ScoredFrame classified(String found) {
    return new ScoredFrame(
        "frame",
        640,
        480,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.of(new TrueClass("fox", 1)),
        new Classes(List.of(new ScoredClass(found, 1, 0.9))));
  }

  @Test
  void leavesOutWhatThereIsNoneOf() {
    PairedComparison comparison = new PairedComparison(EvaluationTask.BOXES);
    Random random = new Random(4);
    List<TrueObject> truth = objects(random);
    comparison.add(frame(truth, found(truth, random, 1)), frame(truth, found(truth, random, 1)));

    // All objects are of medium size.
    assertThat(comparison.intervals(DRAWS, SEED))
        .extracting(Interval::metric)
        .doesNotContain("APsmall", "APlarge");
  }

  private static ScoredFrame frame(List<TrueObject> truth, List<Detection> found) {
    return new ScoredFrame("frame", 640, 480, Optional.empty(), truth, found);
  }

  private static List<TrueObject> objects(Random random) {
    List<TrueObject> objects = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      objects.add(
          new TrueObject(
              "car",
              1,
              new BoundingBox(100 * i, random.nextInt(50), 40 + random.nextInt(40), 50),
              Optional.empty(),
              Optional.empty(),
              false));
    }
    return objects;
  }

  private static List<Detection> found(List<TrueObject> truth, Random random, int pixels) {
    List<Detection> found = new ArrayList<>();
    for (TrueObject object : truth) {
      BoundingBox box = object.box();
      found.add(
          new Detection(
              "car",
              1,
              0.5 + random.nextDouble() / 2,
              new BoundingBox(
                  box.x() + pixels * random.nextGaussian(),
                  box.y() + pixels * random.nextGaussian(),
                  box.width(),
                  box.height())));
    }
    return found;
  }
}
