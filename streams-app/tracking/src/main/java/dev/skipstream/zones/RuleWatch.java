package dev.skipstream.zones;

import dev.skipstream.track.TrackedFrame;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Tracks and rules to happenings, frame by frame. A pure function of its arguments. The place of an
 * object is the middle of the lower edge of its box, where it stands on the ground.
 *
 * <p>A rule that the next rules lack, by name, is forgotten without a happening.
 */
public final class RuleWatch {
  private RuleWatch() {}

  /**
   * Returns the happenings of a frame, and the state for the next one.
   *
   * @param rules in pixels, see {@link CameraRules#inPixels}
   * @param time of capture of the frame; counts in microseconds
   * @param frame the tracks of the frame; an ignored frame changes nothing
   */
  public static WatchedFrame next(
      WatchState state, CameraRules rules, Instant time, TrackedFrame frame) {
    if (frame.verdict() != TrackedFrame.Verdict.TRACKED) {
      return new WatchedFrame(state, List.of());
    }
    return new WatchStep(state, rules, time.truncatedTo(ChronoUnit.MICROS)).result(frame);
  }
}
