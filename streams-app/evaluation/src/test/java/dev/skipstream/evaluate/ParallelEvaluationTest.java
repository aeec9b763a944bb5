package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParallelEvaluationTest {
  private static final int WORST = 7;
  private static final int WORKERS = 3;

  @Test
  void isEqualToOneThreadToTheLastBit() {
    List<ScoredFrame> frames = frames(1000);
    Evaluation one = empty();
    frames.forEach(one::add);

    Evaluation all;
    try (ParallelEvaluation parallel =
        new ParallelEvaluation(ParallelEvaluationTest::empty, WORKERS)) {
      frames.forEach(parallel::add);
      all = parallel.finish();
    }

    assertThat(all.metrics()).isEqualTo(one.metrics());
    assertThat(all.voc()).isEqualTo(one.voc());
    assertThat(all.curves()).isEqualTo(one.curves());
    assertThat(all.confusion()).isEqualTo(one.confusion());
    assertThat(all.errors()).isEqualTo(one.errors());
    assertThat(all.worst().list()).isEqualTo(one.worst().list());
    assertThat(all.boxesOutside()).isEqualTo(one.boxesOutside()).isPositive();
    assertThat(all.worst().list()).hasSize(WORST);
  }

  @Test
  void reportsTheFirstFrameWithABoxOutside() {
    List<ScoredFrame> frames = new ArrayList<>(frames(1000));
    frames.removeIf(one -> one.width() > 0);
    frames.set(200, outside("first"));
    frames.set(201, outside("second"));
    frames.set(800, outside("last"));

    try (ParallelEvaluation parallel =
        new ParallelEvaluation(
            () -> new Evaluation(new Evaluation.Scores(0.5, 0.5), WORST), WORKERS)) {
      assertThatThrownBy(
              () -> {
                frames.forEach(parallel::add);
                parallel.finish();
              })
          .isInstanceOf(UnfitInputException.class)
          .hasMessageStartingWith("frame first is 10 x 10 pixels");
    }
  }

  /** Counts the boxes that lie outside: some of the frames with a size have such. */
  private static Evaluation empty() {
    return new Evaluation(new Evaluation.Scores(0.3, 0.6), WORST, /* lenient= */ true);
  }

  private static List<ScoredFrame> frames(int count) {
    Random random = new Random(19);
    List<ScoredFrame> frames = new ArrayList<>();
    while (frames.size() < count) {
      for (SlowEvaluator.Frame one : RandomFrames.frames(random)) {
        boolean sized = frames.size() % 10 == 3;
        frames.add(
            new ScoredFrame(
                "frame " + frames.size(),
                sized ? 100 : 0,
                sized ? 100 : 0,
                Optional.empty(),
                one.truth(),
                one.found()));
      }
    }
    return frames;
  }

  private static ScoredFrame outside(String name) {
    BoundingBox box = new BoundingBox(11, 0, 5, 5);
    return new ScoredFrame(
        name, 10, 10, Optional.empty(), List.of(), List.of(new Detection("c1", 1, 0.9, box)));
  }
}
