/**
 * The evaluation of tracks. Starts at {@link dev.skipstream.evaluate.tracks.TrackMetrics}.
 *
 * <p>Exports {@link dev.skipstream.evaluate.tracks.ClearCounts}, {@link
 * dev.skipstream.evaluate.tracks.MotFile}, {@link dev.skipstream.evaluate.tracks.TrackBox}, {@link
 * dev.skipstream.evaluate.tracks.TrackJoin}, {@link dev.skipstream.evaluate.tracks.TrackMetrics}
 * and {@link dev.skipstream.evaluate.tracks.TrackPair}. Hides the matching.
 */
package dev.skipstream.evaluate.tracks;
