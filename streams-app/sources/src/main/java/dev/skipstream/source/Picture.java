package dev.skipstream.source;

import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.Motion;
import java.util.Optional;

/**
 * The encoded picture of a frame.
 *
 * @param contentType media type of the image
 * @param image the encoded image. The picture owns it, and it is never changed
 * @param view its place in the frame; empty where it is all of the frame
 * @param motion the motion of the frame, where frames without motion are withheld
 */
public record Picture(
    String contentType, byte[] image, Optional<CameraView> view, Optional<Motion> motion) {

  /** A picture of a whole frame. */
  public Picture(String contentType, byte[] image) {
    this(contentType, image, Optional.empty(), Optional.empty());
  }
}
