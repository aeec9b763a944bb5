package dev.skipstream.dataset;

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
   * @param path of its file as the data set has it, with slashes; empty where it has none
   * @param width pixels, 0 where unknown
   * @param height pixels, 0 where unknown
   * @param members what else the data set says of it, such as the weather
   * @param file where that is known already
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
}
