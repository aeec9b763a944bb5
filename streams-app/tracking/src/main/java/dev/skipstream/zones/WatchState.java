package dev.skipstream.zones;

import java.util.List;

/**
 * The positions of the tracks of one camera relative to its lines and zones. Immutable.
 *
 * @param passes one for each track and line
 * @param stays one for each track and zone
 */
public record WatchState(List<LinePass> passes, List<ZoneStay> stays) {
  /** The state of a camera without frames. */
  public static final WatchState NEW = new WatchState(List.of(), List.of());

  public WatchState {
    passes = List.copyOf(passes);
    stays = List.copyOf(stays);
  }
}
