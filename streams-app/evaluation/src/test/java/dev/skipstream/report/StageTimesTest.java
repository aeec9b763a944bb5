package dev.skipstream.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StageTimesTest {
  private final StageTimes times = new StageTimes();

  @Test
  void countsEveryFrameOnceAndPutsTheTotalLast() {
    for (int i = 1; i <= 1000; i++) {
      times.add(Map.of("total", (double) i));
      times.add(Map.of("decode", 2.5));
    }

    StageTimes.Summary summary = times.summary().orElseThrow();

    assertThat(summary.frames()).isEqualTo(1000);
    assertThat(summary.histogram().stream().mapToLong(StageTimes.Bin::frames).sum())
        .isEqualTo(1000);
    assertThat(summary.stages())
        .extracting(StageTimes.Stage::name)
        .containsExactly("decode", "total");
    assertThat(summary.stages().get(1).p50()).isCloseTo(500, within(1.0));
    assertThat(summary.stages().get(1).p99()).isCloseTo(990, within(1.0));
    assertThat(summary.stages().get(0).most()).isCloseTo(2.5, within(0.01));
  }

  @Test
  void oneFrameIsAHistogramToo() {
    times.add(Map.of("total", 0.0));

    assertThat(times.summary().orElseThrow().histogram())
        .extracting(StageTimes.Bin::frames)
        .contains(1L);
  }

  @Test
  void nothingIsKnownWithoutATotal() {
    times.add(Map.of());
    times.add(Map.of("decode", 1.0));

    assertThat(times.summary()).isEmpty();
  }
}
