/**
 * The evaluation of recorded detections, from topics ({@link
 * dev.skipstream.evaluation.TopicEvaluation}) or files ({@link
 * dev.skipstream.evaluation.FileEvaluation}). Exports all public classes.
 */
package dev.skipstream.evaluation;
