package dev.skipstream.source.street;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.shape.RunLengthMask;
import java.awt.Rectangle;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VisibilityTest {
  private final Visibility visibility = new Visibility(100, 60);

  @Test
  void theBoxIsOfWhatIsSeenToThePixel() {
    assertThat(cover(StreetClass.CAR, new Rectangle(10, 20, 30, 10), new Rectangle(40, 25, 5, 5)))
        .contains(
            new StreetObject(
                StreetClass.CAR,
                mask(new Rectangle(10, 20, 30, 10)).union(mask(new Rectangle(40, 25, 5, 5))),
                0));
  }

  @Test
  void aNearThingHidesPartOfAFarOne() {
    cover(StreetClass.BUS, new Rectangle(0, 0, 25, 60));

    assertThat(cover(StreetClass.CAR, new Rectangle(10, 20, 30, 10)))
        .contains(new StreetObject(StreetClass.CAR, mask(new Rectangle(25, 20, 15, 10)), 0.5));
  }

  @Test
  void whatStandsInTheWayHidesWithoutAName() {
    assertThat(visibility.cover(Optional.empty(), List.of(new Rectangle(10, 20, 15, 10))))
        .isEmpty();

    assertThat(cover(StreetClass.CAR, new Rectangle(10, 20, 30, 10)).orElseThrow().occlusion())
        .isEqualTo(0.5);
  }

  @Test
  void whatIsOutsideOfTheFrameIsNotHiddenButCutOff() {
    assertThat(cover(StreetClass.DOG, new Rectangle(90, 50, 30, 30)))
        .contains(new StreetObject(StreetClass.DOG, mask(new Rectangle(90, 50, 10, 10)), 0));
  }

  @Test
  void whatIsAllButHiddenIsNotNamed() {
    cover(StreetClass.BUS, new Rectangle(0, 0, 90, 60));

    assertThat(cover(StreetClass.CAR, new Rectangle(0, 20, 100, 10))).isEmpty();
  }

  @Test
  void aNewFrameBeginsWithNothingInTheWay() {
    cover(StreetClass.BUS, new Rectangle(0, 0, 100, 60));
    visibility.clear();

    assertThat(cover(StreetClass.CAR, new Rectangle(10, 20, 30, 10)).orElseThrow().occlusion())
        .isZero();
  }

  @Test
  void theMaskOfAnObjectEndsWhereANearOneHidesItsMiddle() {
    cover(StreetClass.PERSON, new Rectangle(20, 0, 5, 60));

    assertThat(cover(StreetClass.CAR, new Rectangle(10, 20, 30, 10)).orElseThrow().mask())
        .isEqualTo(mask(new Rectangle(10, 20, 10, 10)).union(mask(new Rectangle(25, 20, 15, 10))));
  }

  private static RunLengthMask mask(Rectangle pixels) {
    return RunLengthMask.ofPixels(60, 100, pixels::contains);
  }

  private Optional<StreetObject> cover(StreetClass kind, Rectangle... shapes) {
    return visibility.cover(Optional.of(kind), List.of(shapes));
  }
}
