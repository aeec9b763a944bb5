package dev.skipstream.source.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.source.street.StreetConditions.Daytime;
import dev.skipstream.source.street.StreetConditions.Weather;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreetCameraTest {
  private static final StreetView VIEW = view(Optional.empty(), Optional.empty());

  @Test
  void theSameSeedDrawsTheSameFramesWithTheSameTruth() {
    StreetCamera one = new StreetCamera(7, VIEW);
    StreetCamera other = new StreetCamera(7, VIEW);
    for (int i = 0; i < 5; i++) {
      StreetFrame frame = one.next();
      StreetFrame again = other.next();

      assertThat(again.bgr()).isEqualTo(frame.bgr());
      assertThat(again.objects()).isEqualTo(frame.objects());
    }
  }

  @Test
  void anotherSeedDrawsAnotherStreet() {
    assertThat(new StreetCamera(8, VIEW).next().bgr())
        .isNotEqualTo(new StreetCamera(7, VIEW).next().bgr());
  }

  @Test
  void neighbouringSeedsHaveConditionsOfEveryKind() {
    Set<StreetConditions> seen = new HashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      seen.add(
          new StreetCamera(
                  seed,
                  new StreetView(64, 64, Duration.ofSeconds(1), Optional.empty(), Optional.empty()))
              .conditions());
    }

    assertThat(seen).hasSize(Daytime.values().length * Weather.values().length);
  }

  @Test
  void everyClassComesAlongAndEveryBoxLiesInItsFrame() {
    EnumSet<StreetClass> seen = EnumSet.noneOf(StreetClass.class);
    for (long seed = 0; seed < 8; seed++) {
      StreetCamera camera = new StreetCamera(seed, VIEW);
      for (int i = 0; i < 10; i++) {
        for (StreetObject object : camera.next().objects()) {
          BoundingBox box = object.box();
          seen.add(object.kind());
          assertThat(box.x()).isGreaterThanOrEqualTo(0);
          assertThat(box.y()).isGreaterThanOrEqualTo(0);
          assertThat(box.x() + box.width()).isLessThanOrEqualTo(VIEW.width());
          assertThat(box.y() + box.height()).isLessThanOrEqualTo(VIEW.height());
          assertThat(object.occlusion()).isBetween(0.0, 1.0);
        }
      }
    }

    assertThat(seen).containsExactly(StreetClass.values());
  }

  @Test
  void anObjectKeepsItsNumberWhileItMoves() {
    StreetCamera camera = new StreetCamera(7, VIEW);
    Map<Long, StreetObject> before = new HashMap<>();
    int kept = 0;
    for (int i = 0; i < 100; i++) {
      Map<Long, StreetObject> now = new HashMap<>();
      for (StreetObject object : camera.next(Duration.ofMillis(20)).objects()) {
        assertThat(object.track()).isPositive();
        assertThat(now.put(object.track(), object)).as("twice in a frame").isNull();
        StreetObject last = before.get(object.track());
        if (last != null) {
          kept++;
          assertThat(object.kind()).isEqualTo(last.kind());
          // The nearest edge: the other one may come out from behind another object.
          double moved =
              Math.min(
                  Math.abs(object.box().x() - last.box().x()),
                  Math.abs(
                      object.box().x()
                          + object.box().width()
                          - last.box().x()
                          - last.box().width()));
          assertThat(moved).isLessThan(VIEW.width() / 8.0);
        }
      }
      before = now;
    }
    assertThat(kept).isGreaterThan(100);
  }

  /**
   * Compares images, not the program that draws them: a single object differs from the street
   * without it.
   */
  @Test
  void whatMovesIsWhereTheTruthSaysItIs() {
    StreetView view = view(Optional.of(Daytime.DAY), Optional.of(Weather.RAIN));
    int changed = 0;
    int explained = 0;
    for (long seed = 0; seed < 6; seed++) {
      StreetCamera camera = new StreetCamera(seed, view);
      StreetFrame before = camera.next();
      StreetFrame after = camera.next();
      for (int i = 0; i < view.width() * view.height(); i++) {
        if (differs(before.bgr(), after.bgr(), 3 * i)) {
          changed++;
          boolean inside =
              covers(before.objects(), i % view.width(), i / view.width())
                  || covers(after.objects(), i % view.width(), i / view.width());
          explained += inside ? 1 : 0;
        }
      }
    }

    // Raindrops and shadows are outside of boxes; most that changes much is not.
    assertThat(changed).isGreaterThan(1000);
    assertThat((double) explained / changed).isGreaterThan(0.8);
  }

  @Test
  void aNightIsDarkerThanADay() {
    assertThat(brightness(Daytime.NIGHT)).isLessThan(brightness(Daytime.DUSK));
    assertThat(brightness(Daytime.DUSK)).isLessThan(brightness(Daytime.DAY));
  }

  @Test
  void aPictureWithoutASizeIsRefused() {
    assertThatThrownBy(
            () -> new StreetView(640, 8, Duration.ofSeconds(1), Optional.empty(), Optional.empty()))
        .hasMessage("a street is 640 x 8 pixels: expected 64 to 4096 a side");
  }

  private static double brightness(Daytime daytime) {
    byte[] bgr =
        new StreetCamera(3, view(Optional.of(daytime), Optional.of(Weather.CLEAR))).next().bgr();
    long sum = 0;
    for (byte channel : bgr) {
      sum += channel & 0xff;
    }
    return (double) sum / bgr.length;
  }

  private static boolean differs(byte[] before, byte[] after, int at) {
    int difference = 0;
    for (int i = at; i < at + 3; i++) {
      difference += Math.abs((before[i] & 0xff) - (after[i] & 0xff));
    }
    return difference > 90;
  }

  private static boolean covers(List<StreetObject> objects, int x, int y) {
    return objects.stream()
        .map(StreetObject::box)
        .anyMatch(
            box ->
                x >= box.x()
                    && x < box.x() + box.width()
                    && y >= box.y()
                    && y < box.y() + box.height());
  }

  private static StreetView view(Optional<Daytime> daytime, Optional<Weather> weather) {
    return new StreetView(320, 192, Duration.ofMillis(200), daytime, weather);
  }
}
