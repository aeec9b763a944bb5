package dev.skipstream.frame;

import java.util.OptionalLong;

/**
 * Until when a frame is worth looking at.
 *
 * @param birth when its age begins, in epoch milliseconds
 * @param maxAgeMillis how old it may be
 */
public record Freshness(long birth, long maxAgeMillis) {
  /** Freshness of a frame that never gets too old. */
  public static final Freshness FOREVER = new Freshness(0, Long.MAX_VALUE);

  /** The age in milliseconds of a frame that is too old; nothing when it is not. */
  public OptionalLong excess(long now) {
    long age = now - birth;
    return age > maxAgeMillis ? OptionalLong.of(age) : OptionalLong.empty();
  }
}
