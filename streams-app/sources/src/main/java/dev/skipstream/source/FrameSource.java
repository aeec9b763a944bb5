package dev.skipstream.source;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** An origin of frames. */
public interface FrameSource {

  /** The source's id: the key of its records. */
  String source();

  /** Returns if the frames have ground truth. */
  default boolean knowsTruth() {
    return false;
  }

  /** Returns the paths of the files beside the frames that are not published. */
  default List<String> skipped() {
    return List.of();
  }

  /**
   * Returns the number of frames of one reading, where known; a video's header may be slightly
   * wrong.
   */
  OptionalLong frames();

  /** The number of frames in a second of the source's own time, on average, where known. */
  default OptionalDouble framesPerSecond() {
    return OptionalDouble.empty();
  }

  /** Returns if the source can be read from its beginning any number of times: a pipe cannot. */
  default boolean repeatable() {
    return true;
  }

  /**
   * Begins anew at the first frame. A source that is not repeatable is opened once.
   *
   * @throws IOException with the file and the expected value
   */
  FrameReader open() throws IOException;
}
