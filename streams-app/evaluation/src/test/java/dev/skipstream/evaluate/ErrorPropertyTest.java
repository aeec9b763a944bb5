package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.evaluate.FrameJudgement.Fate;
import dev.skipstream.evaluate.FrameJudgement.JudgedDetection;
import dev.skipstream.evaluate.FrameJudgement.Verdict;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kinds of error against their definitions, one detection after another. */
class ErrorPropertyTest {
  private static final double SCORE = 0.5;

  @ParameterizedTest
  @MethodSource("dev.skipstream.evaluate.RandomFrames#seeds")
  void isEqualToTheDefinitions(long seed) {
    for (SlowEvaluator.Frame frame : RandomFrames.frames(new Random(seed))) {
      List<Detection> sure =
          frame.found().stream()
              .filter(detection -> detection.score() >= SCORE)
              .sorted(Comparator.comparingDouble(detection -> -detection.score()))
              .toList();
      SlowEvaluator slow = new SlowEvaluator(List.of(frame), 0, 1e10);
      Set<Integer> taken = new HashSet<>();

      FrameJudgement judgement = FrameJudgement.of(frame.truth(), frame.found(), SCORE);

      assertThat(judgement.detections()).hasSameSizeAs(sure);
      for (int i = 0; i < sure.size(); i++) {
        JudgedDetection judged = judgement.detections().get(i);
        assertThat(judged.detection()).isEqualTo(sure.get(i));
        int object = slow.objectOf(sure.get(i), frame.truth(), taken, 0.5);
        if (object >= 0) {
          taken.add(object);
        }
        assertThat(judged.verdict()).isEqualTo(defined(sure.get(i), object, frame.truth()));
      }
      for (int i = 0; i < frame.truth().size(); i++) {
        Fate fate =
            frame.truth().get(i).crowd()
                ? Fate.CROWD
                : taken.contains(i) ? Fate.FOUND : Fate.MISSED;
        assertThat(judgement.objects().get(i).fate()).isEqualTo(fate);
      }
    }
  }

  /** Every object is found or missed, and every detection that counts is one of four things. */
  @ParameterizedTest
  @MethodSource("dev.skipstream.evaluate.RandomFrames#seeds")
  void theCountsOfACategoryAreItsObjectsAndItsDetections(long seed) {
    List<SlowEvaluator.Frame> frames = RandomFrames.frames(new Random(seed));
    ErrorCounts counts = new ErrorCounts(SCORE);
    frames.forEach(frame -> counts.add(FrameJudgement.of(frame.truth(), frame.found(), SCORE)));

    for (ErrorCounts.Row row : counts.table().categories()) {
      long objects =
          frames.stream()
              .flatMap(frame -> frame.truth().stream())
              .filter(object -> object.classId() == row.id() && !object.crowd())
              .count();
      long detections =
          frames.stream()
              .flatMap(
                  frame ->
                      FrameJudgement.of(frame.truth(), frame.found(), SCORE).detections().stream())
              .filter(one -> one.detection().classId() == row.id())
              .filter(one -> one.verdict() != Verdict.IN_CROWD)
              .count();
      assertThat(row.correct() + row.missed()).isEqualTo(objects);
      assertThat(row.correct() + row.location() + row.classError() + row.background())
          .isEqualTo(detections);
    }
  }

  private static Verdict defined(Detection detection, int finds, List<TrueObject> truth) {
    if (finds >= 0) {
      return truth.get(finds).crowd() ? Verdict.IN_CROWD : Verdict.CORRECT;
    }
    Predicate<TrueObject> own = object -> object.classId() == detection.classId();
    Predicate<TrueObject> near =
        object -> !object.crowd() && SlowEvaluator.overlap(detection.box(), object) >= 0.1;
    if (truth.stream().anyMatch(near.and(own))) {
      return Verdict.LOCATION;
    }
    return truth.stream().anyMatch(near) ? Verdict.CLASS : Verdict.BACKGROUND;
  }
}
