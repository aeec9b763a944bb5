package dev.skipstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Boxes;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedModelTest {
  private final ScriptedModel model =
      new ScriptedModel("scripted", new ScriptedTimes(20, 20), new ScriptedModel.Batching(8, 2), 1);

  @Test
  void aFullBatchCostsWhatItIsToldTo() {
    assertThat(leastMillisOf(1)).isBetween(20.0, 39.0);
    assertThat(leastMillisOf(8)).isBetween(40.0, 59.0);
  }

  @Test
  void answersEachFrame() {
    assertThat(model.detect(batch(3))).hasSize(3).containsOnly(new Boxes(List.of()));
  }

  /** The least of a few: a machine that does something else makes calls longer, never shorter. */
  private double leastMillisOf(int frames) {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      ScriptedModel.Work before = ScriptedModel.Work.of(List.of(model));
      model.detect(batch(frames));
      least = Math.min(least, ScriptedModel.Work.of(List.of(model)).meanMsSince(before));
    }
    return least;
  }

  private static List<Frame> batch(int frames) {
    return Collections.nCopies(frames, ScriptedModel.FRAME);
  }
}
