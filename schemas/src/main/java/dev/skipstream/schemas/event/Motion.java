package dev.skipstream.schemas.event;

import java.time.Duration;

/**
 * The motion of a frame of a source that withholds frames without motion.
 *
 * @param score the share of the picture that changed, 0 to 1
 * @param keyframe the longest time between two frames of the source, above zero: a frame is sent at
 *     least that often, with or without motion
 */
public record Motion(double score, Duration keyframe) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException that names the invalid value
   */
  public Motion {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score of motion is %s: expected 0 to 1".formatted(score));
    }
    if (keyframe.isNegative() || keyframe.isZero()) {
      throw new IllegalArgumentException(
          "keyframe is %s: expected a time above zero".formatted(keyframe));
    }
  }
}
