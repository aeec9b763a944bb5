/**
 * The evaluation of recorded detections, from topics ({@link
 * dev.skipstream.evaluation.TopicEvaluation}) or files ({@link
 * dev.skipstream.evaluation.FileEvaluation}).
 *
 * <p>Exports {@link dev.skipstream.evaluation.CategoryCheck}, {@link
 * dev.skipstream.evaluation.EvaluationInput}, {@link dev.skipstream.evaluation.FileEvaluation},
 * {@link dev.skipstream.evaluation.InputFrames} and {@link
 * dev.skipstream.evaluation.TopicEvaluation}. Hides the joining of topics.
 */
package dev.skipstream.evaluation;
