package dev.skipstream.zones;

import java.util.List;

/**
 * The result of one frame.
 *
 * @param state for the next frame of the camera
 * @param happenings of ended tracks first, then by track and rule, and alerts last
 */
public record WatchedFrame(WatchState state, List<Happening> happenings) {

  public WatchedFrame {
    happenings = List.copyOf(happenings);
  }
}
