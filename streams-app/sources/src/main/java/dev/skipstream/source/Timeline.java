package dev.skipstream.source;

import java.time.Duration;
import java.util.Optional;

/**
 * The time of a source since its first frame. It continues across rounds of a loop and skips the
 * gaps of jumps: the frame after a jump follows as the frame before it lasts.
 *
 * <p>Threading: for one thread.
 */
final class Timeline {
  /** The gap from which on a pause is reported, also where it is kept. */
  static final Duration REPORTED_GAP = Duration.ofSeconds(10);

  /**
   * A frame's place.
   *
   * @param at since the first frame of the first round
   * @param jump before the frame, where there is one
   */
  record Place(Duration at, Optional<Jump> jump) {}

  /**
   * Two frames in order whose time stamps are far apart, or run backwards.
   *
   * @param skipped the gap is left out of the timeline
   */
  record Jump(Duration from, Duration to, boolean skipped) {}

  private final Duration maxGap;
  private Optional<FrameTime> previous = Optional.empty();
  private Duration at = Duration.ZERO;

  /**
   * Begins at zero.
   *
   * @param maxGap the longest gap between two frames that is kept
   */
  Timeline(Duration maxGap) {
    this.maxGap = maxGap;
  }

  /** Returns the place of the next frame. */
  Place place(FrameTime time) {
    Optional<Jump> jump = Optional.empty();
    if (previous.isPresent()) {
      FrameTime before = previous.get();
      Duration gap = time.pts().minus(before.pts());
      boolean skipped = gap.isNegative() || gap.compareTo(maxGap) > 0;
      if (skipped || gap.compareTo(REPORTED_GAP) > 0) {
        jump = Optional.of(new Jump(before.pts(), time.pts(), skipped));
      }
      at = at.plus(skipped ? before.lasts() : gap);
    }
    previous = Optional.of(time);
    return new Place(at, jump);
  }

  /** Places the next frame behind the last one, whatever its time stamp is. */
  void nextRound() {
    at = at.plus(previous.map(FrameTime::lasts).orElse(Duration.ZERO));
    previous = Optional.empty();
  }
}
