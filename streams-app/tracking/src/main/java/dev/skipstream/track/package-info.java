/**
 * Tracks of objects over the frames of a camera, by ByteTrack (Zhang et al. 2022). Starts at {@link
 * dev.skipstream.track.ByteTracker}.
 *
 * <p>Exports {@link dev.skipstream.track.ByteTracker}, {@link dev.skipstream.track.CameraState},
 * {@link dev.skipstream.track.CameraStateFormat}, {@link dev.skipstream.track.EndedTrack}, {@link
 * dev.skipstream.track.Labels}, {@link dev.skipstream.track.Track}, {@link
 * dev.skipstream.track.TrackedFrame}, {@link dev.skipstream.track.TrackerFrame} and {@link
 * dev.skipstream.track.TrackerSettings}. Hides the filter and the rounds of assignment.
 */
package dev.skipstream.track;
