package dev.skipstream.source;

import java.time.Duration;
import java.util.Optional;

/**
 * A frame as its source gives it.
 *
 * @param name unique within one reading of the source
 * @param contentType media type of the image
 * @param image the encoded image. Owned by the frame: nobody changes it
 * @param gap time since the frame before, where the source has a rate of its own
 * @param truth what is in it, where the source knows
 */
public record EncodedFrame(
    String name,
    String contentType,
    byte[] image,
    Optional<Duration> gap,
    Optional<FrameTruth> truth) {

  /** A frame of a source that does not know what is in it. */
  public EncodedFrame(String name, String contentType, byte[] image, Optional<Duration> gap) {
    this(name, contentType, image, gap, Optional.empty());
  }

  /** The same frame, with what is in it. */
  EncodedFrame with(FrameTruth truth) {
    return new EncodedFrame(name, contentType, image, gap, Optional.of(truth));
  }
}
