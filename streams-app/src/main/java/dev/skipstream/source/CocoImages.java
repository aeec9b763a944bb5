package dev.skipstream.source;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the images of a data set in COCO's format lie: in {@code images/} beside its file, or
 * beside it themselves.
 *
 * @param folder of the data set's file
 */
public record CocoImages(Path folder) {

  /** Of the data set in a file. */
  public static CocoImages of(Path instances) {
    return new CocoImages(instances.toAbsolutePath().normalize().getParent());
  }

  /** The file of an image, by the name that the data set has for it. */
  public Optional<Path> find(String name) {
    try {
      return List.of(folder.resolve("images").resolve(name), folder.resolve(name)).stream()
          .filter(Files::isReadable)
          .findFirst();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  String whereNotFound(String name) {
    return "%s: is neither in %s nor in %s".formatted(name, folder.resolve("images"), folder);
  }
}
