package dev.skipstream.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.schemas.event.ScoredClass;
import dev.skipstream.shape.RunLengthMask;
import java.util.ArrayList;
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

  /** Two objects in one box, of which each mask has a half. */
  @Test
  void detectionsWithMasksOverlapByTheirMasks() {
    Detection left = masked("aa--");
    Detection right = masked("--aa");

    assertThat(Agreement.of(List.of(left), List.of(right), LEAST))
        .isEqualTo(new Agreement(0, 0, 1, 1, List.of()));
    assertThat(Agreement.of(List.of(left, right), List.of(right, left), LEAST))
        .isEqualTo(new Agreement(2, 0, 0, 0, List.of(1.0, 1.0)));
    assertThat(Agreement.of(List.of(masked("aaa-")), List.of(masked("-aaa")), LEAST))
        .isEqualTo(new Agreement(1, 0, 0, 0, List.of(0.5)));
  }

  /** A model without masks is compared by its boxes. */
  @Test
  void aMaskAndABoxOverlapByTheirBoxes() {
    Detection box = new Detection("car", 3, 0.9, new BoundingBox(0, 0, 1, 4));

    assertThat(Agreement.of(List.of(masked("aa--")), List.of(box), LEAST).overlaps())
        .containsExactly(1.0);
  }

  private static Detection masked(String column) {
    RunLengthMask mask =
        RunLengthMask.ofPixels(column.length(), 1, (x, y) -> column.charAt(y) == 'a');
    return new Detection("car", 3, 0.9, new BoundingBox(0, 0, 1, column.length()))
        .withMask(mask.event());
  }

  private static Detection car(int x, double score) {
    return new Detection("car", 3, score, new BoundingBox(x, 0, 10, 10));
  }

  private static Detection person(int x, double score) {
    return new Detection("person", 1, score, new BoundingBox(x, 0, 10, 10));
  }

  @Test
  void framesAgreeWhereTheirFirstClassIsTheSame() {
    Classes fox =
        new Classes(List.of(new ScoredClass("fox", 1, 0.9), new ScoredClass("dog", 2, 0.1)));
    Classes other = new Classes(List.of(new ScoredClass("fox", 7, 0.4)));
    Classes dog = new Classes(List.of(new ScoredClass("dog", 2, 0.9)));

    assertThat(Agreement.of(fox, other, Agreement.SURE))
        .isEqualTo(new Agreement(1, 0, 0, 0, List.of()));
    assertThat(Agreement.of(fox, dog, Agreement.SURE))
        .isEqualTo(new Agreement(0, 1, 0, 0, List.of()));
    assertThatThrownBy(() -> Agreement.of(fox, new Boxes(List.of()), Agreement.SURE))
        .hasMessage("one model has classes, the other one boxes: expected findings of one kind");
  }

  /** One column of seven pixels; a dash is background. */
  @Test
  void pixelsAgreeWhereBothRegionsHaveTheirClass() {
    assertThat(Agreement.of(regions("aab-a-b"), regions("abb--ab"), Agreement.SURE))
        .isEqualTo(new Agreement(3, 1, 1, 1, List.of()));
    assertThat(Agreement.of(regions("-------"), regions("-aa-bb-"), Agreement.SURE))
        .isEqualTo(new Agreement(0, 0, 0, 4, List.of()));
    assertThat(Agreement.of(regions("-------"), regions("-------"), Agreement.SURE))
        .isEqualTo(Agreement.NONE);
  }

  private static Regions regions(String column) {
    List<Region> regions = new ArrayList<>();
    for (char label : new char[] {'b', 'a'}) {
      RunLengthMask mask =
          RunLengthMask.ofPixels(column.length(), 1, (x, y) -> column.charAt(y) == label);
      if (mask.area() > 0) {
        InstanceMask text = new InstanceMask(List.of(column.length(), 1), mask.text());
        // One model's number of a class is not the other's.
        int number = column.indexOf(label);
        regions.add(new Region(String.valueOf(label), number, mask.area(), 0.5, text));
      }
    }
    return new Regions(regions);
  }
}
