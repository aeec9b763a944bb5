package dev.skipstream.source;

import java.util.Optional;

/**
 * A frame as its source provides it.
 *
 * @param name unique within one reading of the source
 * @param picture the picture to publish; empty for a frame without motion that is withheld
 * @param time the presentation time, if the source has its own time
 * @param truth the objects in it, if the source knows them
 */
public record EncodedFrame(
    String name, Optional<Picture> picture, Optional<FrameTime> time, Optional<FrameTruth> truth) {

  /** A whole frame of a source that does not know what is in it. */
  public EncodedFrame(String name, String contentType, byte[] image, Optional<FrameTime> time) {
    this(name, Optional.of(new Picture(contentType, image)), time, Optional.empty());
  }

  /**
   * Returns the encoded image.
   *
   * @throws IllegalStateException when the frame is withheld
   */
  public byte[] image() {
    return requirePicture().image();
  }

  /**
   * Returns the media type of the image.
   *
   * @throws IllegalStateException when the frame is withheld
   */
  public String contentType() {
    return requirePicture().contentType();
  }

  private Picture requirePicture() {
    return picture.orElseThrow(
        () -> new IllegalStateException("frame %s is withheld: it has no image".formatted(name)));
  }

  /** Returns this frame with its ground truth. */
  EncodedFrame with(FrameTruth known) {
    return new EncodedFrame(name, picture, time, Optional.of(known));
  }
}
