package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.shape.Keypoints;
import dev.skipstream.shape.RunLengthMask;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks and keypoints against the definitions, over 200 random sets of frames each. */
class ShapePropertyTest {
  private static final Offset<Double> EQUAL = within(1e-9);
  private static final double SMALL = 32 * 32;
  private static final double LARGE = 96 * 96;
  private static final double ALL = 1e10;

  static LongStream seeds() {
    return new Random(21).longs(200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void masksAreEqualToTheDefinitions(long seed) {
    RandomMasks masks = new RandomMasks(new Random(seed));
    CocoEvaluator evaluator = new CocoEvaluator(CocoTask.MASKS);
    masks.frames().forEach(evaluator::add);

    CocoMetrics metrics = evaluator.metrics();

    SlowEvaluator all = new SlowEvaluator(masks, masks.slow(), 0, ALL);
    SlowEvaluator small = new SlowEvaluator(masks, masks.slow(), 0, SMALL);
    SlowEvaluator medium = new SlowEvaluator(masks, masks.slow(), SMALL, LARGE);
    SlowEvaluator large = new SlowEvaluator(masks, masks.slow(), LARGE, ALL);
    int[] ten = SlowEvaluator.TEN;
    assertNumbers(
        metrics,
        all.averagePrecision(ten),
        all.averagePrecision(50),
        all.averagePrecision(75),
        small.averagePrecision(ten),
        medium.averagePrecision(ten),
        large.averagePrecision(ten),
        all.averageRecall(1),
        all.averageRecall(10),
        all.averageRecall(100),
        small.averageRecall(100),
        medium.averageRecall(100),
        large.averageRecall(100));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void keypointsAreEqualToTheDefinitions(long seed) {
    RandomKeypoints keypoints = new RandomKeypoints(new Random(seed));
    CocoEvaluator evaluator = new CocoEvaluator(CocoTask.KEYPOINTS);
    keypoints.frames().forEach(evaluator::add);

    KeypointMetrics metrics = evaluator.keypointMetrics();

    SlowEvaluator all = new SlowEvaluator(keypoints, keypoints.slow(), 0, ALL);
    SlowEvaluator medium = new SlowEvaluator(keypoints, keypoints.slow(), SMALL, LARGE);
    SlowEvaluator large = new SlowEvaluator(keypoints, keypoints.slow(), LARGE, ALL);
    int[] ten = SlowEvaluator.TEN;
    assertNumbers(
        metrics,
        all.averagePrecision(ten),
        all.averagePrecision(50),
        all.averagePrecision(75),
        medium.averagePrecision(ten),
        large.averagePrecision(ten),
        all.averageRecall(20),
        all.averageRecall(20, 50),
        all.averageRecall(20, 75),
        medium.averageRecall(20),
        large.averageRecall(20));
  }

  /** Metrics hide a small difference: few similarities are near a threshold. */
  @ParameterizedTest
  @MethodSource("seeds")
  void eachSimilarityIsThatOfTheDefinition(long seed) {
    RandomMasks masks = new RandomMasks(new Random(seed));
    masks.frames().forEach(frame -> assertSimilarities(frame, masks));
    RandomKeypoints keypoints = new RandomKeypoints(new Random(seed));
    keypoints.frames().forEach(frame -> assertSimilarities(frame, keypoints));
  }

  private static void assertSimilarities(CocoFrame frame, SlowEvaluator.Shapes slow) {
    for (int d = 0; d < frame.found().size(); d++) {
      for (int o = 0; o < frame.truth().size(); o++) {
        assertThat(frame.similarity(d, o))
            .isCloseTo(slow.overlap(frame.found().get(d), frame.truth().get(o)), within(1e-12));
      }
    }
  }

  private static void assertNumbers(CocoFigures figures, double... expected) {
    assertThat(figures.names()).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(figures.numbers().get(i)).as(figures.names().get(i)).isCloseTo(expected[i], EQUAL);
    }
  }

  /** A set of frames that fails no test would find no fault. */
  @Test
  void theSetsHaveAllThatCounts() {
    int crowds = 0;
    int ties = 0;
    int ignored = 0;
    int beyondTheLimit = 0;
    for (long seed : seeds().toArray()) {
      for (MaskFrame frame : new RandomMasks(new Random(seed)).frames()) {
        crowds += (int) frame.truth().stream().filter(TrueObject::crowd).count();
        ties +=
            (int)
                (frame.found().size()
                    - frame.found().stream().map(Detection::score).distinct().count());
      }
      for (KeypointFrame frame : new RandomKeypoints(new Random(seed)).frames()) {
        ignored +=
            (int) frame.objectPoints().stream().filter(points -> points.labelled() == 0).count();
        beyondTheLimit += frame.found().size() > 60 ? 1 : 0;
      }
    }

    assertThat(crowds).isGreaterThan(100);
    assertThat(ties).isGreaterThan(1000);
    assertThat(ignored).isGreaterThan(100);
    assertThat(beyondTheLimit).isGreaterThan(50);
  }

  @Test
  void thePartsInOrderAreTheWhole() {
    RandomMasks masks = new RandomMasks(new Random(5));
    CocoEvaluator all = new CocoEvaluator(CocoTask.MASKS);
    CocoEvaluator joined = new CocoEvaluator(CocoTask.MASKS);
    for (MaskFrame frame : masks.frames()) {
      all.add(frame);
      CocoEvaluator part = new CocoEvaluator(CocoTask.MASKS);
      part.add(frame);
      joined.addAll(part);
    }

    assertThat(joined.figures()).isEqualTo(all.figures());
    assertThat(joined.curves()).isEqualTo(all.curves());
  }

  /** Only one detection finds such an object; a crowd is found by many. */
  @Test
  void anObjectWithoutALabelledPointIsIgnoredOnce() {
    Keypoints none = Keypoints.of(new double[3 * KeypointSimilarity.POINTS]);
    BoundingBox box = new BoundingBox(10, 10, 50, 50);
    TrueObject object = new TrueObject("a", 1, box, Optional.of(2500.0), Optional.empty(), false);
    TrueObject other =
        new TrueObject(
            "a", 1, new BoundingBox(900, 900, 9, 9), Optional.of(81.0), Optional.empty(), false);
    Keypoints inside = points(30);
    Detection first = new Detection("a", 1, 0.9, inside.box());
    Detection second = new Detection("a", 1, 0.8, inside.box());
    Detection third = new Detection("a", 1, 0.7, points(900).box());
    CocoEvaluator evaluator = new CocoEvaluator(CocoTask.KEYPOINTS);
    evaluator.add(
        new KeypointFrame(
            frame(List.of(object, other), List.of(first, second, third)),
            List.of(none, points(900)),
            List.of(inside, inside, points(900))));

    // The first finds the ignored object, the second nothing, the third the other one.
    assertThat(evaluator.keypointMetrics().ap50()).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void rejectsAFrameOfAnotherTaskAndFiguresOfAnotherTask() {
    CocoEvaluator keypoints = new CocoEvaluator(CocoTask.KEYPOINTS);
    MaskFrame masks = new MaskFrame(frame(List.of(), List.of()), List.of(), List.of());

    assertThatThrownBy(() -> keypoints.add(masks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a frame of masks was added to an evaluator of keypoints: expected one task");
    assertThatThrownBy(keypoints::metrics).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CocoEvaluator().keypointMetrics())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void rejectsShapesThatAreNotThoseOfTheFrame() {
    Detection found = new Detection("a", 1, 0.9, new BoundingBox(0, 0, 2, 2));
    TrueObject object =
        new TrueObject("a", 1, found.box(), Optional.empty(), Optional.empty(), false);
    ScoredFrame frame = frame(List.of(object), List.of(found));
    RunLengthMask mask = RunLengthMask.ofRuns(2, 3, 0, 6);

    assertThatThrownBy(() -> new MaskFrame(frame, List.of(mask), List.of()))
        .isInstanceOf(UnfitInputException.class)
        .hasMessage("frame f has 1 detections and 0 shapes of them: expected a shape for each");
    assertThatThrownBy(
            () -> new MaskFrame(frame, List.of(mask), List.of(RunLengthMask.ofRuns(3, 2, 6))))
        .hasMessage(
            "frame f has masks of 2 x 3 and 3 x 2 pixels (rows x columns): expected the size of the"
                + " original image");
    assertThatThrownBy(
            () -> new KeypointFrame(frame, List.of(Keypoints.of(1, 2, 2)), List.of(points(0))))
        .hasMessage("frame f: an object or detection has 1 keypoints: expected COCO's 17");
  }

  private static ScoredFrame frame(List<TrueObject> truth, List<Detection> found) {
    return new ScoredFrame("f", 0, 0, Optional.empty(), truth, found);
  }

  /** All points at one place. */
  private static Keypoints points(double at) {
    double[] numbers = new double[3 * KeypointSimilarity.POINTS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i % 3 == 2 ? 2 : at;
    }
    return Keypoints.of(numbers);
  }
}
