package dev.skipstream.image;

/** Encoded bytes to a {@link Frame}. For any number of threads. */
@FunctionalInterface
public interface FrameDecoder {

  /**
   * Decodes one image.
   *
   * @throws InvalidImageException when the bytes are not a whole image within the limits
   */
  Frame decode(byte[] encoded) throws InvalidImageException;
}
