package dev.skipstream.zones;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The positions of the tracks of one camera relative to its lines and zones. Immutable. {@link
 * WatchStateFormat} has its bytes.
 *
 * @param passes one for each track and line, by track
 * @param stays one for each track and zone that it is in or at whose edge it waits, by track
 * @param alerts those with more objects than they allow, or within a cooldown
 * @param last the time of the last frame; absent before the first one
 * @param unwatched positions that were ignored, because the camera had {@value #MOST_MARKS}
 */
public record WatchState(
    List<LinePass> passes,
    List<ZoneStay> stays,
    List<AlertState> alerts,
    Optional<Instant> last,
    long unwatched) {
  /**
   * The most positions of a camera that take room: stays, and passes of a track that is on the line
   * or has just crossed it. Bounds the size of the state.
   */
  public static final int MOST_MARKS = 192;

  /** The state of a camera without frames. */
  public static final WatchState NEW =
      new WatchState(List.of(), List.of(), List.of(), Optional.empty(), 0);

  public WatchState {
    passes = List.copyOf(passes);
    stays = List.copyOf(stays);
    alerts = List.copyOf(alerts);
  }

  /** Returns the state of a camera whose rules are gone: the count alone goes on. */
  public WatchState forgotten() {
    return new WatchState(List.of(), List.of(), List.of(), Optional.empty(), unwatched);
  }
}
