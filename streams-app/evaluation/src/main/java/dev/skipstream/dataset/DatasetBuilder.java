package dev.skipstream.dataset;

import dev.skipstream.shape.Keypoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects a data set while a file or folder is read.
 *
 * <p>Threading: for one thread.
 */
final class DatasetBuilder {

  /**
   * An image.
   *
   * @param id a {@link Long} or a {@link String}
   * @param path the path of its file in the data set, with slashes; empty if it has none
   * @param width pixels, 0 where unknown
   * @param height pixels, 0 where unknown
   * @param members the data set's other fields of the image, such as the weather
   * @param file the image file, if already known
   */
  record Image(
      Object id,
      String path,
      int width,
      int height,
      Map<String, String> members,
      Optional<Path> file) {

    /** The name for people. */
    String name() {
      return path.isEmpty() ? "image " + Ids.shown(id) : path;
    }
  }

  /**
   * A category.
   *
   * @param id a {@link Long} or a {@link String}
   */
  record Category(Object id, String name) {}

  final List<Image> images = new ArrayList<>();
  final List<Category> categories = new ArrayList<>();

  /** The objects, whose images and categories are places in the two lists. */
  BoxColumns objects = new BoxColumns();

  /** The rows of {@link #objects} that are crowds. */
  final BitSet crowds = new BitSet();

  /** [row of {@link #objects}], where masks are read; otherwise empty. */
  final List<Segmentation> segmentations = new ArrayList<>();

  /** [image]: the place of its class in {@link #categories}; empty where images have no class. */
  final List<Integer> imageClasses = new ArrayList<>();

  /** [row of {@link #objects}], where keypoints are read; otherwise empty. */
  final List<LabelledPoints> keypoints = new ArrayList<>();

  /**
   * The keypoints of an object.
   *
   * @param count the number of labelled points, as the data set states it
   */
  record LabelledPoints(Keypoints points, int count) {}
}
