package dev.skipstream.score;

import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.evaluate.classification.ClassConfusion;
import dev.skipstream.evaluate.classification.ClassScore;
import dev.skipstream.evaluate.classification.ClassificationEvaluator;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.TrueClass;
import java.util.Optional;

/** Scores the classes of frames. */
final class ClassScorer implements FrameScorer {
  private final ClassificationEvaluator evaluator = new ClassificationEvaluator();

  @Override
  public void add(ScoredFrame frame) {
    if (!(frame.findings() instanceof Classes found)) {
      throw frame.unfit(EvaluationTask.CLASSES.toString());
    }
    TrueClass truth =
        frame
            .frameClass()
            .orElseThrow(
                () ->
                    new UnfitInputException(
                        "frame %s: its ground truth has no class: expected one, as 'publish --task classes' writes it"
                            .formatted(frame.name())));
    evaluator.add(
        truth.label(),
        found.classes().stream().map(one -> new ClassScore(one.label(), one.score())).toList());
  }

  @Override
  public void addAll(FrameScorer other) {
    evaluator.addAll(((ClassScorer) other).evaluator);
  }

  @Override
  public Figures figures() {
    return evaluator.metrics();
  }

  @Override
  public Optional<ClassConfusion> confusion() {
    return Optional.of(evaluator.confusion());
  }
}
