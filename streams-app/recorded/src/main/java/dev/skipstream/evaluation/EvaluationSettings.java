package dev.skipstream.evaluation;

import dev.skipstream.evaluate.Evaluation;

/**
 * The settings of a scoring.
 *
 * @param scores least scores of the detections that count in the confusion matrix and in the kinds
 *     of errors, 0 to 1; AP and AR count all detections
 * @param worstFrames number of the frames with most errors to keep for a report; 0 for none
 * @param lenient count boxes outside their frame, as pycocotools does; otherwise such a box is an
 *     error
 */
public record EvaluationSettings(Evaluation.Scores scores, int worstFrames, boolean lenient) {
  /** Default of the minimum scores. */
  public static final double DEFAULT_SCORE = 0.5;

  /** Scores of {@value #DEFAULT_SCORE}, no worst frames, boxes outside their frame are errors. */
  public static final EvaluationSettings DEFAULT =
      new EvaluationSettings(
          new Evaluation.Scores(DEFAULT_SCORE, DEFAULT_SCORE), 0, /* lenient= */ false);

  /**
   * Checks the number of frames.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public EvaluationSettings {
    if (worstFrames < 0) {
      throw new IllegalArgumentException(
          "worstFrames is %d: expected 0 or more".formatted(worstFrames));
    }
  }
}
