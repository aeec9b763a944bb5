package dev.skipstream.source;

import java.io.IOException;
import java.util.Optional;

/**
 * One reading of a {@link FrameSource}, from its first frame to its last.
 *
 * <p>Threading: for one thread.
 */
public interface FrameReader extends AutoCloseable {

  /**
   * The next frame, or nothing after the last.
   *
   * @throws IOException with the file and the expected value
   */
  Optional<EncodedFrame> next() throws IOException;

  @Override
  void close() throws IOException;
}
