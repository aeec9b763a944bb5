package dev.skipstream.schemas.event;

import java.util.List;
import java.util.Optional;

/**
 * The tracks of one frame. A frame without tracks has an event too, with an empty list; a frame
 * that the tracker ignores has none.
 *
 * @param frame the frame of the detection event
 * @param input the position of the detection event
 * @param rules the version of the rules in force at the time of the frame; absent before the first
 * @param tracks those with a detection in this frame, by rising id
 */
public record TracksEvent(
    FrameInfo frame, InputPosition input, Optional<Integer> rules, List<TrackedObject> tracks) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.tracks.v1";

  public TracksEvent {
    tracks = List.copyOf(tracks);
  }
}
