package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.comparison.Comparison;
import dev.skipstream.evaluate.CocoMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsViewTest {
  @Test
  void aFigureOfMinusOneIsExplained() {
    assertThat(MetricsView.page(metrics(-1)).lines())
        .anyMatch(line -> line.endsWith("area= large | maxDets=100 ] = -1.000 *"))
        .endsWith(" * -1: there are no objects of this size, so that there was nothing to find");
    assertThat(MetricsView.page(metrics(0.25))).doesNotContain("*").contains("= 0.250");
  }

  @Test
  void fewFramesAreTooFewForAnInterval() {
    assertThat(Comparison.warning(49))
        .contains(
            "49 frames are too few for intervals of 95 %: expected at least 50; compare over a"
                + " longer range");
    assertThat(Comparison.warning(50)).isEmpty();
  }

  private static CocoMetrics metrics(double large) {
    return new CocoMetrics(
        0.5, 0.5, 0.5, 0.5, 0.5, large, 0.5, 0.5, 0.5, 0.5, 0.5, large, List.of());
  }
}
