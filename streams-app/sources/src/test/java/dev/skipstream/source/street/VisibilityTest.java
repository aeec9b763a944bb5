package dev.skipstream.source.street;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.BoundingBox;
import java.awt.Rectangle;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VisibilityTest {
  private final Visibility visibility = new Visibility(100, 60);

  @Test
  void theBoxIsOfWhatIsSeenToThePixel() {
    assertThat(cover(StreetClass.CAR, new Rectangle(10, 20, 30, 10), new Rectangle(40, 25, 5, 5)))
        .contains(new StreetObject(StreetClass.CAR, new BoundingBox(10, 20, 35, 10), 325, 0));
  }

  @Test
  void aNearThingHidesPartOfAFarOne() {
    cover(StreetClass.BUS, new Rectangle(0, 0, 25, 60));

    assertThat(cover(StreetClass.CAR, new Rectangle(10, 20, 30, 10)))
        .contains(new StreetObject(StreetClass.CAR, new BoundingBox(25, 20, 15, 10), 150, 0.5));
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
        .contains(new StreetObject(StreetClass.DOG, new BoundingBox(90, 50, 10, 10), 100, 0));
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

  private Optional<StreetObject> cover(StreetClass kind, Rectangle... shapes) {
    return visibility.cover(Optional.of(kind), List.of(shapes));
  }
}
