package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final BoundingBox HERE = new BoundingBox(0, 0, 100, 100);
  private static final BoundingBox BESIDE = new BoundingBox(0, 70, 100, 100);
  private static final BoundingBox THERE = new BoundingBox(500, 0, 100, 100);

  private final Evaluation evaluation = new Evaluation(new Evaluation.Scores(0.5, 0.5), 2);

  @Test
  void countsTheFourKindsOfErrorByCategory() {
    evaluation.add(
        frame(
            "a",
            List.of(object("car", 1, HERE), object("van", 2, THERE)),
            List.of(
                found("car", 1, 0.9, HERE),
                found("car", 1, 0.8, BESIDE),
                found("car", 1, 0.7, THERE),
                found("car", 1, 0.6, new BoundingBox(300, 300, 50, 50)),
                found("car", 1, 0.4, new BoundingBox(300, 100, 50, 50)))));

    assertThat(evaluation.errors().categories())
        .containsExactly(
            new ErrorCounts.Row(1, "car", 1, 1, 1, 1, 0),
            new ErrorCounts.Row(2, "van", 0, 0, 0, 0, 1));
  }

  @Test
  void keepsTheFramesWithMostErrorsAndOfEqualOnesTheFirst() {
    evaluation.add(
        frame("fine", List.of(object("car", 1, HERE)), List.of(found("car", 1, 0.9, HERE))));
    evaluation.add(frame("one", List.of(object("car", 1, HERE)), List.of()));
    evaluation.add(
        frame("two", List.of(object("car", 1, HERE)), List.of(found("car", 1, 0.9, THERE))));
    evaluation.add(frame("later", List.of(object("car", 1, HERE)), List.of()));

    assertThat(evaluation.worst().list())
        .extracting(entry -> entry.frame().name())
        .containsExactly("two", "one");
  }

  @Test
  void refusesBoxesThatAreNotInTheFrame() {
    ScoredFrame outside =
        frame("street/7", List.of(object("car", 1, new BoundingBox(641, 10, 20, 20))), List.of());

    assertThatThrownBy(() -> evaluation.add(outside))
        .isInstanceOf(UnfitInputException.class)
        .hasMessageStartingWith(
            "frame street/7 is 640 x 384 pixels, and a box of its ground truth lies outside of it:"
                + " x=641.0");
  }

  @Test
  void countsBoxesThatAreNotInTheFrameWhereThatIsAskedFor() {
    Evaluation lenient = new Evaluation(new Evaluation.Scores(0.5, 0.5), 2, /* lenient= */ true);
    BoundingBox outside = new BoundingBox(640, 10, 0, 20);
    lenient.add(
        frame(
            "a",
            List.of(object("car", 1, HERE)),
            List.of(found("car", 1, 0.9, outside), found("car", 1, 0.8, HERE))));

    // A wrong detection comes before the right one, as pycocotools counts it.
    assertThat(lenient.metrics().ap50()).isEqualTo(0.5, within(1e-9));
    assertThat(lenient.boxesOutside()).isEqualTo(1);
  }

  @Test
  void takesABoxThatReachesOverTheEdge() {
    BoundingBox over = new BoundingBox(600, 10, 60, 20);
    evaluation.add(frame("a", List.of(object("car", 1, over)), List.of(found("car", 1, 1, over))));

    assertThat(evaluation.metrics().ap50()).isEqualTo(1, within(1e-9));
  }

  private static ScoredFrame frame(String name, List<TrueObject> truth, List<Detection> found) {
    return new ScoredFrame(name, 640, 384, Optional.empty(), truth, found);
  }

  private static TrueObject object(String label, int id, BoundingBox box) {
    return new TrueObject(label, id, box, Optional.empty(), Optional.empty(), /* crowd= */ false);
  }

  private static Detection found(String label, int id, double score, BoundingBox box) {
    return new Detection(label, id, score, box);
  }
}
