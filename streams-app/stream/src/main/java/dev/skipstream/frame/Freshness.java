package dev.skipstream.frame;

import java.util.OptionalLong;

/**
 * The time until which a frame is fresh enough for inference.
 *
 * @param birth the time at which its age begins, in epoch milliseconds
 * @param maxAgeMillis its maximum age
 */
public record Freshness(long birth, long maxAgeMillis) {
  /** The freshness of a frame that never becomes too old. */
  public static final Freshness FOREVER = new Freshness(0, Long.MAX_VALUE);

  /** Returns the age of a frame that is too old, in milliseconds; empty if it is not. */
  public OptionalLong excess(long now) {
    long age = now - birth;
    return age > maxAgeMillis ? OptionalLong.of(age) : OptionalLong.empty();
  }
}
