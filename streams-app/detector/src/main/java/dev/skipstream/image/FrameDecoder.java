package dev.skipstream.image;

import dev.skipstream.image.header.InvalidImageException;

/**
 * Decodes encoded bytes to a {@link Frame}.
 *
 * <p>Threading: for any number of threads.
 */
@FunctionalInterface
public interface FrameDecoder {

  /**
   * Decodes one image.
   *
   * @throws InvalidImageException when the bytes are not a whole image within the limits
   */
  Frame decode(byte[] encoded) throws InvalidImageException;

  /**
   * Returns the size of the decoded frame in bytes, by the image's header alone; 0 if the size does
   * not matter.
   *
   * @throws InvalidImageException when {@link #decode} would throw it because of the header
   */
  default long decodedBytes(byte[] encoded) throws InvalidImageException {
    return 0;
  }
}
