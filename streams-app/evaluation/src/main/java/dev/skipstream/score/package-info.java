/**
 * The evaluation of frames by any task: boxes, masks, keypoints, classes or regions. Starts at
 * {@link dev.skipstream.score.FrameScorer}. The package does not depend on Kafka.
 *
 * <p>Exports {@link dev.skipstream.score.EvaluationTask} and {@link
 * dev.skipstream.score.FrameScorer}. Hides how the shapes of events become those of the evaluators.
 */
package dev.skipstream.score;
