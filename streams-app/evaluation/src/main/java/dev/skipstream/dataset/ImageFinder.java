package dev.skipstream.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the images that frames are, each by its source and its whole relative path. Two frames that
 * are one image are an error: the scores of one would be counted for the other.
 *
 * <p>Threading: for one thread.
 */
final class ImageFinder {
  private final Path file;
  private final ImageNames names;
  private final Map<Integer, Frame> known = new HashMap<>();

  private record Frame(String source, String id) {}

  ImageFinder(Path file, ImageNames names) {
    this.file = file;
    this.names = names;
  }

  /**
   * Returns the place of the image that a frame is.
   *
   * @throws IOException when it is none, when it may be one of several, or when another frame is
   *     that image
   */
  int find(String source, String frame) throws IOException {
    int image = names.find(source, frame);
    Frame asked = new Frame(source, frame);
    Frame other = known.putIfAbsent(image, asked);
    if (other != null && !other.equals(asked)) {
      throw new IOException(
          "%s: frame %s of source %s and frame %s of source %s are both image %s: expected one frame for an image; --source selects one source"
              .formatted(file, other.id, other.source, frame, source, names.path(image)));
    }
    return image;
  }
}
