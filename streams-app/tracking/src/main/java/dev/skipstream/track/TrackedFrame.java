package dev.skipstream.track;

import java.util.List;

/**
 * The result of one frame.
 *
 * @param state for the next frame of the camera
 * @param verdict what was done with the frame
 * @param tracks the tracks with a detection in this frame, by id
 * @param started the ids among {@code tracks} that appear for the first time
 * @param ended the tracks that ended before this frame, by id
 */
public record TrackedFrame(
    CameraState state,
    Verdict verdict,
    List<Track> tracks,
    List<Long> started,
    List<EndedTrack> ended) {

  /** The treatment of a frame. */
  public enum Verdict {
    /** The frame advanced the time of the camera. */
    TRACKED,
    /** Ignored: the record, or a frame of this time, was tracked before. */
    REPEATED,
    /** Ignored: the frame is older than the last one, by no more than tracks are kept. */
    LATE,
    /** Ignored: the frame is older than that, so the clock of the camera may have been set back. */
    BACKWARD
  }

  public TrackedFrame {
    tracks = List.copyOf(tracks);
    started = List.copyOf(started);
    ended = List.copyOf(ended);
  }

  static TrackedFrame ignored(CameraState state, Verdict verdict) {
    return new TrackedFrame(state.counting(verdict), verdict, List.of(), List.of(), List.of());
  }
}
