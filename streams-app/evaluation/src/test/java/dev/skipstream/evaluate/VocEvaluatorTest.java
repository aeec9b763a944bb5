package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VocEvaluatorTest {
  private static final BoundingBox HERE = new BoundingBox(0, 0, 100, 100);
  private static final BoundingBox NEARLY = new BoundingBox(0, 0, 100, 90);
  private static final BoundingBox THERE = new BoundingBox(500, 0, 100, 100);

  private final VocEvaluator evaluator = new VocEvaluator();

  @Test
  void halfOfTheObjectsFoundFirstIsHalfOfTheAreaAndSixOfElevenPoints() {
    evaluator.add(List.of(car(HERE), car(THERE)), List.of(found(0.9, HERE)));

    VocMetrics metrics = evaluator.metrics();

    assertThat(metrics.everyPoint()).isCloseTo(0.5, within(1e-12));
    assertThat(metrics.elevenPoint()).isCloseTo(6 / 11.0, within(1e-12));
  }

  /** Here COCO's protocol gives the second detection the other object, and VOC's does not. */
  @Test
  void aDetectionDoesNotTurnToAnotherObjectWhenItsOwnIsTaken() {
    List<TrueObject> truth = List.of(car(HERE), car(NEARLY));
    List<Detection> twice = List.of(found(0.9, HERE), found(0.8, HERE));
    evaluator.add(truth, twice);
    CocoEvaluator coco = new CocoEvaluator();
    coco.add(truth, twice);

    assertThat(evaluator.metrics().everyPoint()).isCloseTo(0.5, within(1e-12));
    assertThat(coco.metrics().ap50()).isCloseTo(1, within(1e-12));
  }

  @Test
  void twoObjectsOfOneBoxAreTwo() {
    evaluator.add(List.of(car(HERE), car(HERE)), List.of(found(0.9, HERE)));

    assertThat(evaluator.metrics().categories().get(0).objects()).isEqualTo(2);
    assertThat(evaluator.metrics().everyPoint()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void nothingToFindIsNoFigure() {
    evaluator.add(List.of(), List.of(found(0.9, HERE)));

    assertThat(evaluator.metrics().everyPoint()).isEqualTo(-1);
    assertThat(evaluator.metrics().categories()).isEmpty();
  }

  private static TrueObject car(BoundingBox box) {
    return new TrueObject("car", 1, box, Optional.empty(), Optional.empty(), /* crowd= */ false);
  }

  private static Detection found(double score, BoundingBox box) {
    return new Detection("car", 1, score, box);
  }
}
