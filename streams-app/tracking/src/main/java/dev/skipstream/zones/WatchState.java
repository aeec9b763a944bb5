package dev.skipstream.zones;

import java.util.List;

/**
 * The positions of the tracks of one camera relative to its lines and zones. Immutable. {@link
 * WatchStateFormat} has its bytes.
 *
 * @param passes one for each track and line, by track
 * @param stays one for each track and zone that it is in or at whose edge it waits, by track
 * @param unwatched positions that were ignored, because the camera had {@value #MOST_MARKS}
 */
public record WatchState(List<LinePass> passes, List<ZoneStay> stays, long unwatched) {
  /**
   * The most positions of a camera that take room: stays, and passes of a track that is on the line
   * or has just crossed it. Bounds the size of the state.
   */
  public static final int MOST_MARKS = 192;

  /** The state of a camera without frames. */
  public static final WatchState NEW = new WatchState(List.of(), List.of(), 0);

  public WatchState {
    passes = List.copyOf(passes);
    stays = List.copyOf(stays);
  }
}
