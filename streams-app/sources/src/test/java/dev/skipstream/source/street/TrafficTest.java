package dev.skipstream.source.street;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrafficTest {

  @Test
  void vehiclesOfALaneKeepTheirDistanceForTenMinutes() {
    Traffic traffic = new Traffic(new Random(5), 0, false);
    for (int i = 0; i < 6_000; i++) {
      traffic.advance(0.1);
      List<Actor> lane =
          traffic.actors().stream().filter(actor -> actor.y() == -Street.LANE).toList();
      for (Actor one : lane) {
        for (Actor other : lane) {
          if (one != other) {
            assertThat(Math.abs(one.x() - other.x()))
                .isGreaterThan((one.length() + other.length()) / 2);
          }
        }
      }
    }
  }

  @Test
  void theStreetStaysBusyAndDoesNotFillUp() {
    Traffic traffic = new Traffic(new Random(5), 0, false);
    for (int i = 0; i < 600; i++) {
      traffic.advance(1);
      assertThat(traffic.actors()).hasSizeBetween(5, 150);
    }
  }
}
