/**
 * Compares the detections of two models on the same frames: agreement frame by frame, and intervals
 * of the difference in score.
 *
 * <p>Exports {@link dev.skipstream.compare.Agreement} and {@link
 * dev.skipstream.compare.PairedComparison}. Hides the resampling.
 */
package dev.skipstream.compare;
