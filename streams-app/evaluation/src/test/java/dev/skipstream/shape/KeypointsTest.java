package dev.skipstream.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import org.junit.jupiter.api.Test;

class KeypointsTest {
  @Test
  void hasThePointsInTheirOrder() {
    Keypoints points = Keypoints.of(3, 4, 2, 0, 0, 0, 1.5, 9, 0.25);

    assertThat(points.size()).isEqualTo(3);
    assertThat(points.x(2)).isEqualTo(1.5);
    assertThat(points.y(0)).isEqualTo(4);
    assertThat(points.visibility(2)).isEqualTo(0.25);
    assertThat(points.isLabelled(1)).isFalse();
    assertThat(points.labelled()).isEqualTo(2);
  }

  /** As pycocotools' box of a result: a point that is not labelled counts too. */
  @Test
  void theBoxIsAroundAllPoints() {
    assertThat(Keypoints.of(3, 4, 2, -1, 7, 0, 5, 9, 1).box())
        .isEqualTo(new BoundingBox(-1, 4, 6, 5));
  }

  @Test
  void isAValue() {
    double[] numbers = {1, 2, 2};
    Keypoints points = Keypoints.of(numbers);
    numbers[0] = 8;
    points.numbers()[1] = 8;

    assertThat(points).isEqualTo(Keypoints.of(1, 2, 2)).hasSameHashCodeAs(Keypoints.of(1, 2, 2));
    assertThat(points).isNotEqualTo(Keypoints.of(1, 2, 1));
  }

  @Test
  void rejectsNumbersThatAreNoPoints() {
    assertThatThrownBy(() -> Keypoints.of(1, 2))
        .isInstanceOf(InvalidShapeException.class)
        .hasMessage("2 numbers: expected x, y and visibility of each point");
    assertThatThrownBy(() -> Keypoints.of()).isInstanceOf(InvalidShapeException.class);
    assertThatThrownBy(() -> Keypoints.of(1, Double.NaN, 1))
        .hasMessage("number 1 is NaN: expected a finite number");
  }
}
