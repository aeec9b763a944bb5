package dev.skipstream.source;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The pictures that a source makes of its frames.
 *
 * @param region the part of a frame to publish; empty for all of it
 * @param maxSize the greatest long side of a picture, in pixels; a larger one is shrunk. Empty for
 *     no limit
 * @param keyframe publish only frames in which something moves, and one at least this often in the
 *     time of the source; empty for all frames
 */
public record PictureSettings(
    Optional<Region> region, OptionalInt maxSize, Optional<Duration> keyframe) {
  /** Each frame as it is. */
  public static final PictureSettings WHOLE =
      new PictureSettings(Optional.empty(), OptionalInt.empty(), Optional.empty());

  /** Time between two frames without motion, where nothing states another. */
  public static final Duration DEFAULT_KEYFRAME = Duration.ofSeconds(10);

  /** The least limit of a picture's long side, in pixels. */
  private static final int LEAST_SIZE = 16;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException that names the invalid setting and its value
   */
  public PictureSettings {
    if (maxSize.isPresent() && maxSize.getAsInt() < LEAST_SIZE) {
      throw new IllegalArgumentException(
          "maxSize is %d: expected at least %d pixels".formatted(maxSize.getAsInt(), LEAST_SIZE));
    }
    if (keyframe.isPresent() && (keyframe.get().isNegative() || keyframe.get().isZero())) {
      throw new IllegalArgumentException(
          "keyframe is %s: expected a time above zero".formatted(keyframe.get()));
    }
  }

  /** Returns true if a source has no need of a frame's pixels, other than to encode them. */
  public boolean isWhole() {
    return region.isEmpty() && maxSize.isEmpty() && keyframe.isEmpty();
  }
}
