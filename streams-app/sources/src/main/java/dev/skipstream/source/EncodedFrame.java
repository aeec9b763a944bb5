package dev.skipstream.source;

import java.util.Optional;

/**
 * A frame as its source gives it.
 *
 * @param name unique within one reading of the source
 * @param contentType media type of the image
 * @param image the encoded image. Owned by the frame: it is never changed
 * @param time when it is shown, where the source has a time of its own
 * @param truth what is in it, where the source knows
 */
public record EncodedFrame(
    String name,
    String contentType,
    byte[] image,
    Optional<FrameTime> time,
    Optional<FrameTruth> truth) {

  /** A frame of a source that does not know what is in it. */
  public EncodedFrame(String name, String contentType, byte[] image, Optional<FrameTime> time) {
    this(name, contentType, image, time, Optional.empty());
  }

  /** Returns this frame with its ground truth. */
  EncodedFrame with(FrameTruth truth) {
    return new EncodedFrame(name, contentType, image, time, Optional.of(truth));
  }
}
