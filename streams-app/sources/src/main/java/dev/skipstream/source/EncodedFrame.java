package dev.skipstream.source;

import java.util.Optional;

/**
 * A frame as its source provides it.
 *
 * @param name unique within one reading of the source
 * @param contentType media type of the image
 * @param image the encoded image. The frame owns it, and it is never changed
 * @param time the presentation time, if the source has its own time
 * @param truth the objects in it, if the source knows them
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
