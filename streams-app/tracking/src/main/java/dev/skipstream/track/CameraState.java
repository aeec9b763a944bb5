package dev.skipstream.track;

import dev.skipstream.track.TrackedFrame.Verdict;
import java.util.List;
import java.util.OptionalLong;

/**
 * The tracks of one camera between two frames. Immutable. {@link CameraStateFormat} has its bytes.
 *
 * @param lastTime time of the last tracked frame, in microseconds since 1970; absent before the
 *     first frame
 * @param partition of the last record
 * @param offset of the last record
 * @param nextId the id of the next track
 * @param repeated frames that were ignored, because they came before
 * @param late frames that were ignored, because a later one came before them
 * @param backward frames that were ignored, because they are older than that
 * @param unstarted detections that started no track, because the camera had {@value #MOST_TRACKS}
 * @param tracks at most {@value #MOST_TRACKS}, in the order in which they began
 */
public record CameraState(
    OptionalLong lastTime,
    int partition,
    long offset,
    long nextId,
    long repeated,
    long late,
    long backward,
    long unstarted,
    List<TrackState> tracks) {

  /** The most tracks of a camera at a time, which bounds the size of its state. */
  public static final int MOST_TRACKS = 128;

  /** The state of a camera without frames. */
  public static final CameraState NEW =
      new CameraState(OptionalLong.empty(), -1, -1, 1, 0, 0, 0, 0, List.of());

  public CameraState {
    tracks = List.copyOf(tracks);
  }

  CameraState counting(Verdict verdict) {
    return new CameraState(
        lastTime,
        partition,
        offset,
        nextId,
        repeated + (verdict == Verdict.REPEATED ? 1 : 0),
        late + (verdict == Verdict.LATE ? 1 : 0),
        backward + (verdict == Verdict.BACKWARD ? 1 : 0),
        unstarted,
        tracks);
  }
}
