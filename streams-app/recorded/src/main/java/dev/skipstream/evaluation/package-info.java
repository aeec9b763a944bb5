/**
 * The evaluation of recorded detections, from topics ({@link
 * dev.skipstream.evaluation.TopicEvaluation}) or files ({@link
 * dev.skipstream.evaluation.FileEvaluation}).
 *
 * <p>Exports {@link dev.skipstream.evaluation.EvaluationDocument}, {@link
 * dev.skipstream.evaluation.EvaluationInput}, {@link dev.skipstream.evaluation.EvaluationResult},
 * {@link dev.skipstream.evaluation.EvaluationSettings}, {@link
 * dev.skipstream.evaluation.FileEvaluation}, {@link
 * dev.skipstream.evaluation.FileEvaluationSettings}, {@link dev.skipstream.evaluation.InputFrames},
 * {@link dev.skipstream.evaluation.TaskDocument}, {@link dev.skipstream.evaluation.TaskEvaluation},
 * {@link dev.skipstream.evaluation.TopicEvaluation}, {@link
 * dev.skipstream.evaluation.TopicEvaluationSettings} and {@link
 * dev.skipstream.evaluation.TrackEvaluation}. Hides the joining of topics.
 */
package dev.skipstream.evaluation;
