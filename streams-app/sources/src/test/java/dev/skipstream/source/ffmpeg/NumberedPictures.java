package dev.skipstream.source.ffmpeg;

import java.time.Instant;
import java.util.Optional;

/** Pictures of a live input, for tests that need no FFmpeg. */
public final class NumberedPictures {
  private NumberedPictures() {}

  /** Returns a picture that arrived at a number of nanoseconds. */
  public static LivePicture at(long nanos) {
    return LivePicture.ofJpeg(
        new byte[] {1}, new LiveTime(Instant.EPOCH.plusNanos(nanos), nanos, Optional.empty()));
  }
}
