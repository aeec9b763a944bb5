/**
 * The evaluation of detections by COCO's protocol. The entry point is {@link
 * dev.skipstream.evaluate.CocoEvaluator}. The package does not depend on Kafka.
 *
 * <p>Exports {@link dev.skipstream.evaluate.CategoryMatch}, {@link
 * dev.skipstream.evaluate.CocoEvaluator}, {@link dev.skipstream.evaluate.CocoFigures}, {@link
 * dev.skipstream.evaluate.CocoFrame}, {@link dev.skipstream.evaluate.CocoMetrics}, {@link
 * dev.skipstream.evaluate.CocoTask}, {@link dev.skipstream.evaluate.ConfusionMatrix}, {@link
 * dev.skipstream.evaluate.ErrorCounts}, {@link dev.skipstream.evaluate.Evaluation}, {@link
 * dev.skipstream.evaluate.Figures}, {@link dev.skipstream.evaluate.FrameJoin}, {@link
 * dev.skipstream.evaluate.FrameJudgement}, {@link dev.skipstream.evaluate.KeypointFrame}, {@link
 * dev.skipstream.evaluate.KeypointMetrics}, {@link dev.skipstream.evaluate.KeypointSimilarity},
 * {@link dev.skipstream.evaluate.MaskFrame}, {@link dev.skipstream.evaluate.Overlap}, {@link
 * dev.skipstream.evaluate.ParallelEvaluation}, {@link dev.skipstream.evaluate.PrecisionCurves},
 * {@link dev.skipstream.evaluate.ScoredFrame}, {@link dev.skipstream.evaluate.UnfitInputException},
 * {@link dev.skipstream.evaluate.VocEvaluator}, {@link dev.skipstream.evaluate.VocMetrics} and
 * {@link dev.skipstream.evaluate.WorstFrames}. Hides the matching and the curves.
 */
package dev.skipstream.evaluate;
