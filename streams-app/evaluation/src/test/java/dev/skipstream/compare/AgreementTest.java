package dev.skipstream.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final double LEAST = 0.5;

  @Test
  void agreesWithItself() {
    List<Detection> found = List.of(car(0, 0.9), car(50, 0.8), person(100, 0.7));

    assertThat(Agreement.of(found, found, LEAST))
        .isEqualTo(new Agreement(3, 0, 0, 0, List.of(1.0, 1.0, 1.0)));
  }

  @Test
  void tellsWhatOnlyOneHasFromWhatIsOfAnotherCategory() {
    List<Detection> first = List.of(car(0, 0.9), car(50, 0.9));
    List<Detection> second = List.of(person(2, 0.9), person(200, 0.9));

    Agreement agreement = Agreement.of(first, second, LEAST);

    assertThat(agreement.same()).isZero();
    assertThat(agreement.otherClass()).isOne();
    assertThat(agreement.onlyFirst()).isOne();
    assertThat(agreement.onlySecond()).isOne();
    // 8 of 10 pixels are shared, of 12.
    assertThat(agreement.overlaps()).containsExactly(8.0 / 12);
  }

  @Test
  void doesNotCountWhatNeitherIsSureOf() {
    assertThat(Agreement.of(List.of(car(0, 0.49)), List.of(person(50, 0.4)), LEAST))
        .isEqualTo(new Agreement(0, 0, 0, 0, List.of()));
  }

  @Test
  void aBoxHasOnePartnerOfItsOwnCategoryBeforeACloserOne() {
    List<Detection> first = List.of(car(2, 0.9), person(0, 0.9));
    List<Detection> second = List.of(car(0, 0.9), car(1, 0.8));

    Agreement agreement = Agreement.of(first, second, LEAST);

    assertThat(agreement.same()).isOne();
    assertThat(agreement.otherClass()).isOne();
  }

  private static Detection car(int x, double score) {
    return new Detection("car", 3, score, new BoundingBox(x, 0, 10, 10));
  }

  private static Detection person(int x, double score) {
    return new Detection("person", 1, score, new BoundingBox(x, 0, 10, 10));
  }
}
