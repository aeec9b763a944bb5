/**
 * The evaluation of label maps, which give each pixel a class. Starts at {@link
 * dev.skipstream.evaluate.segmentation.SegmentationEvaluator}.
 *
 * <p>Exports {@link dev.skipstream.evaluate.segmentation.SegmentationEvaluator} and {@link
 * dev.skipstream.evaluate.segmentation.SegmentationMetrics}. Hides the counts.
 */
package dev.skipstream.evaluate.segmentation;
