package dev.skipstream.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the image of a data set that a frame is, by the whole relative path.
 *
 * <p>Threading: safe; never changes.
 */
final class ImageNames {
  private final Path file;
  private final List<String> paths;
  private final List<String> names;
  private final Map<String, Integer> exact = new HashMap<>();
  private final Map<String, List<Integer>> byLast = new HashMap<>();

  /**
   * Names the images.
   *
   * @param file of the data set, for errors
   * @param paths of the images in their order, as the data set has them; with slashes
   * @throws IOException when two images have one path, or one has none
   */
  ImageNames(Path file, List<String> paths) throws IOException {
    this.file = file;
    this.paths = paths;
    for (int image = 0; image < paths.size(); image++) {
      if (paths.get(image).isEmpty()) {
        throw new IOException(
            "%s: the image in place %d (by id) has no file_name: expected the path of its file"
                .formatted(file, image));
      }
      Integer other = exact.put(paths.get(image), image);
      if (other != null) {
        throw new IOException(
            "%s: has two images of one name, %s: expected a file_name of its own for each"
                .formatted(file, paths.get(image)));
      }
    }
    names = UniqueNames.of(paths);
    for (int image = 0; image < names.size(); image++) {
      exact.put(names.get(image), image);
      String last = last(UniqueNames.withoutExtension(paths.get(image)));
      byLast.computeIfAbsent(last, name -> new ArrayList<>()).add(image);
    }
  }

  /** Returns an image's name: its path, without the extension where that is unique. */
  String name(int image) {
    return names.get(image);
  }

  /** Returns an image's path, as the data set has it. */
  String path(int image) {
    return paths.get(image);
  }

  /**
   * Returns the image that a frame is.
   *
   * @param source of the frame; its id begins with it, or not
   * @throws IOException when no image, or more than one, has the frame's path
   */
  int find(String source, String frame) throws IOException {
    String relative = frame.startsWith(source + "/") ? frame.substring(source.length() + 1) : frame;
    Set<Integer> found = new HashSet<>();
    for (String path : List.of(relative, frame)) {
      Integer image = exact.get(path);
      if (image != null) {
        found.add(image);
      }
    }
    if (found.isEmpty()) {
      found.addAll(byEnd(relative, frame));
    }
    if (found.size() == 1) {
      return found.iterator().next();
    }
    Set<String> candidates = new TreeSet<>();
    found.forEach(image -> candidates.add(paths.get(image)));
    throw new IOException(
        found.isEmpty()
            ? "%s: has no image that frame %s of source %s is; expected the frame's id to end with an image's whole path, as file_name has it%s"
                .formatted(file, frame, source, alike(relative))
            : "%s: frame %s of source %s is one of %d images, %s: expected the whole relative path in the frame's id"
                .formatted(file, frame, source, candidates.size(), candidates));
  }

  /** Images whose whole path the frame's id ends with, or that end with the frame's whole path. */
  private Set<Integer> byEnd(String relative, String frame) {
    Set<Integer> found = new HashSet<>();
    for (String last : List.of(last(frame), UniqueNames.withoutExtension(last(frame)))) {
      for (int image : byLast.getOrDefault(last, List.of())) {
        String path = paths.get(image);
        for (String form : List.of(path, UniqueNames.withoutExtension(path))) {
          if (endsWith(frame, form) || endsWith(form, relative)) {
            found.add(image);
          }
        }
      }
    }
    return found;
  }

  private String alike(String relative) {
    List<Integer> same = byLast.get(UniqueNames.withoutExtension(last(relative)));
    return same == null ? "" : ", such as " + paths.get(same.get(0));
  }

  private static boolean endsWith(String path, String end) {
    return path.equals(end) || path.endsWith("/" + end);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
