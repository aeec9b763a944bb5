package dev.skipstream.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The image files of a data set in COCO's format. They are in {@code images/} beside the data set's
 * file, or beside the file itself. If the file is in a folder {@code annotations}, as in exports of
 * COCO and CVAT, the images are beside that folder. Their folder is then {@code images/}, or has
 * the part of the file's name after its first {@code _}: {@code
 * annotations/instances_val2017.json}, {@code val2017/}.
 */
final class ImageFiles {
  private final List<Path> folders = new ArrayList<>();

  /** Finds the image files of the data set in a file. */
  ImageFiles(Path instances) {
    Path folder = instances.toAbsolutePath().normalize().getParent();
    addBeside(folder);
    if (folder.endsWith("annotations")) {
      String name = instances.getFileName().toString();
      String subset = name.substring(name.indexOf('_') + 1).replaceFirst("\\.json(\\.gz)?$", "");
      Path parent = folder.getParent();
      folders.add(parent.resolve("images").resolve(subset));
      folders.add(parent.resolve(subset));
      addBeside(parent);
    }
  }

  private void addBeside(Path folder) {
    folders.add(folder.resolve("images"));
    folders.add(folder);
  }

  /** Returns the file of an image, by the name that the data set has for it. */
  Optional<Path> find(String name) {
    try {
      return folders.stream()
          .map(folder -> folder.resolve(name))
          .filter(Files::isRegularFile)
          .filter(Files::isReadable)
          .findFirst();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the file of an image.
   *
   * @throws IOException with the places that were searched
   */
  Path require(String name) throws IOException {
    return find(name)
        .orElseThrow(
            () ->
                new IOException(
                    "%s: is neither in %s"
                        .formatted(
                            name,
                            String.join(
                                " nor in ", folders.stream().map(Path::toString).toList()))));
  }
}
