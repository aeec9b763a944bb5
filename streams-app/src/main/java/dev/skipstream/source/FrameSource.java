package dev.skipstream.source;

import java.io.IOException;
import java.util.OptionalLong;

/** An origin of frames that can be read from its beginning any number of times. */
public interface FrameSource {

  /** The source's id: the key of its records. */
  String source();

  /**
   * How many frames one reading gives, where that is known; a video's header may be a little off.
   */
  OptionalLong frames();

  /**
   * Begins anew at the first frame.
   *
   * @throws IOException that names the file and says what was expected
   */
  FrameReader open() throws IOException;
}
