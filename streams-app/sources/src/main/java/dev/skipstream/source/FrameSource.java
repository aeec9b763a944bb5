package dev.skipstream.source;

import dev.skipstream.dataset.LabelledDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** An origin of frames. */
public interface FrameSource {

  /**
   * A folder of images, a labelled data set ({@link LabelledDataset#isDataset}), or a video file or
   * pipe.
   *
   * @param source the frames' source; the name of the folder or video where empty
   * @param quality of the JPEGs that a video's frames become, 1 to 100
   * @throws IOException with the file and the expected value
   */
  static FrameSource of(Path path, Optional<String> source, int quality) throws IOException {
    if (LabelledDataset.isDataset(path)) {
      return DatasetSource.of(path, source);
    }
    return Files.isDirectory(path)
        ? ImageFolder.of(path, source)
        : VideoFile.of(path, source, quality);
  }

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
