/**
 * Compares the detections of two models on the same frames: agreement frame by frame, and intervals
 * of the difference in score. Exports {@link dev.skipstream.compare.Agreement} and {@link
 * dev.skipstream.compare.PairedComparison}.
 */
package dev.skipstream.compare;
