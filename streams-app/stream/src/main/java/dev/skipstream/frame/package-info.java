/**
 * The settings of the work on frames: pipelines, batches, ages and outages. Depends on no other
 * package of the stream.
 *
 * <p>Exports {@link dev.skipstream.frame.BatchSettings}, {@link dev.skipstream.frame.FrameAge},
 * {@link dev.skipstream.frame.FramePhase}, {@link dev.skipstream.frame.FrameRules}, {@link
 * dev.skipstream.frame.Freshness}, {@link dev.skipstream.frame.GroupSource}, {@link
 * dev.skipstream.frame.OnOutage} and {@link dev.skipstream.frame.Pipeline}. Hides the default
 * values.
 */
package dev.skipstream.frame;
