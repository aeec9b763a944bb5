/**
 * The evaluation of classes of images. Starts at {@link
 * dev.skipstream.evaluate.classification.ClassificationEvaluator}.
 *
 * <p>Exports {@link dev.skipstream.evaluate.classification.ClassificationEvaluator}, {@link
 * dev.skipstream.evaluate.classification.ClassificationMetrics}, {@link
 * dev.skipstream.evaluate.classification.ClassConfusion} and {@link
 * dev.skipstream.evaluate.classification.ClassScore}. Hides the counts.
 */
package dev.skipstream.evaluate.classification;
