package dev.skipstream.image.fetch;

import dev.skipstream.image.header.InvalidImageException;
import java.net.URI;

/**
 * Gets the encoded image that a {@code ce_dataref} leads to.
 *
 * <p>Threading: for any number of threads. {@link #fetch} blocks for the time limit at most; an
 * interrupted thread gets a {@link TransientFetchException} and keeps its interrupt flag.
 */
public interface ImageFetcher extends AutoCloseable {

  /**
   * Fetches an image.
   *
   * @throws InvalidImageException when there is no image for us there, and trying again would not
   *     help; its reason is one of the {@code dataref-…} codes, or {@code image-too-large}
   * @throws TransientFetchException when the store cannot be reached now
   */
  byte[] fetch(URI dataref) throws InvalidImageException, TransientFetchException;

  @Override
  default void close() {}
}
