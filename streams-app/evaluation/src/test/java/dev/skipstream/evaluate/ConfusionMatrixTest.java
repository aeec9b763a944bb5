package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  private static final BoundingBox HERE = new BoundingBox(0, 0, 100, 100);
  private static final BoundingBox NEARLY = new BoundingBox(0, 0, 100, 90);
  private static final BoundingBox THERE = new BoundingBox(500, 0, 100, 100);

  private final ConfusionMatrix matrix = new ConfusionMatrix(0.5);

  @Test
  void objectsAreFoundTakenForOthersOrMissed() {
    matrix.add(
        List.of(object("car", HERE), object("van", THERE)),
        List.of(found("car", 0.9, NEARLY), found("car", 0.6, THERE)));
    matrix.add(List.of(object("van", HERE)), List.of(found("bus", 0.7, THERE)));

    ConfusionMatrix.Table table = matrix.table();

    assertThat(table.labels()).containsExactly("car", "van", "bus");
    assertThat(table.counts())
        .containsExactly(
            List.of(1, 0, 0, 0), List.of(1, 0, 0, 1), List.of(0, 0, 0, 0), List.of(0, 0, 1, 0));
  }

  @Test
  void detectionsBelowTheScoreAreNone() {
    matrix.add(List.of(object("car", HERE)), List.of(found("car", 0.49, HERE)));

    assertThat(matrix.table().counts()).containsExactly(List.of(0, 1), List.of(0, 0));
  }

  @Test
  void itsOwnCategoryGoesBeforeOneThatItOverlapsMore() {
    matrix.add(
        List.of(object("car", NEARLY), object("van", HERE)), List.of(found("car", 0.9, HERE)));

    assertThat(matrix.table().counts())
        .containsExactly(List.of(1, 0, 0), List.of(0, 0, 1), List.of(0, 0, 0));
  }

  @Test
  void anObjectIsFoundOnceAndTheSecondDetectionIsOfNothing() {
    matrix.add(
        List.of(object("car", HERE)), List.of(found("car", 0.8, NEARLY), found("car", 0.9, HERE)));

    assertThat(matrix.table().counts()).containsExactly(List.of(1, 0), List.of(1, 0));
  }

  @Test
  void whatLiesInACrowdOfItsCategoryCountsForNothing() {
    TrueObject crowd =
        new TrueObject("car", 1, HERE, Optional.empty(), Optional.empty(), /* crowd= */ true);
    matrix.add(List.of(crowd), List.of(found("car", 0.8, NEARLY), found("car", 0.9, HERE)));
    matrix.add(List.of(crowd), List.of(found("van", 0.9, HERE)));

    assertThat(matrix.table().counts())
        .containsExactly(List.of(0, 0, 0), List.of(0, 0, 0), List.of(0, 1, 0));
  }

  private static TrueObject object(String label, BoundingBox box) {
    return new TrueObject(label, id(label), box, Optional.empty(), Optional.empty(), false);
  }

  private static Detection found(String label, double score, BoundingBox box) {
    return new Detection(label, id(label), score, box);
  }

  private static int id(String label) {
    return List.of("car", "van", "bus").indexOf(label) + 1;
  }
}
