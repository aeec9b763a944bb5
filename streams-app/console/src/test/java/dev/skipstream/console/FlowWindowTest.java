package dev.skipstream.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.console.FlowWindow.Kind;
import dev.skipstream.console.FlowWindow.Series;
import dev.skipstream.console.FlowWindow.Work;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowWindowTest {
  private static final long NOW = 1_000 * FlowWindow.SLICE_MILLIS;
  private static final long LAST_SLICE = NOW - 1;

  private final FlowWindow window = new FlowWindow();

  private void detected(String camera, String pipeline, Work work) {
    window.add(camera, pipeline, LAST_SLICE, Kind.DETECTED, 20, work);
  }

  private Series series(String kind, String name) {
    return window.view(NOW).series().stream()
        .filter(one -> one.kind().equals(kind) && one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T last(List<T> values) {
    return values.get(values.size() - 1);
  }

  /** A batch of three frames of two cameras takes 300 ms, and a batch of one takes 200 ms. */
  @Test
  void countsEachBatchOnceAndSharesItsTimeByFrame() {
    detected("gate", "images", new Work(3, 300));
    detected("gate", "images", new Work(3, 300));
    detected("yard", "second", new Work(3, 300));
    detected("yard", "second", new Work(1, 200));

    assertThat(last(series("all", "").batch())).isEqualTo(2.0);
    assertThat(last(series("all", "").device())).isEqualTo(10.0);
    assertThat(last(series("camera", "gate").batch())).isEqualTo(3.0);
    assertThat(last(series("camera", "gate").device())).isEqualTo(4.0);
    assertThat(last(series("pipeline", "second").device())).isEqualTo(6.0);
  }

  @Test
  void statesNoBatchWhereNoOutcomeDoes() {
    detected("gate", "images", Work.UNKNOWN);

    assertThat(last(series("camera", "gate").fps())).isEqualTo(0.2);
    assertThat(last(series("camera", "gate").batch())).isNull();
    assertThat(last(series("camera", "gate").device())).isNull();
  }
}
