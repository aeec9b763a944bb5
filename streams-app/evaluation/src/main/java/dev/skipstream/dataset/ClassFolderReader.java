package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.Category;
import dev.skipstream.dataset.DatasetBuilder.Image;
import dev.skipstream.image.header.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a folder with one folder for each class, which has the images of the class. The classes are
 * numbered from 0 and the images from 1, in the order of their names.
 *
 * <p>Threading: for one thread.
 */
final class ClassFolderReader {
  private ClassFolderReader() {}

  /**
   * Reads a folder.
   *
   * @throws IOException when it has no folder with images, or an image outside of them; names the
   *     file
   */
  static DatasetBuilder read(Path folder) throws IOException {
    DatasetBuilder dataset = new DatasetBuilder();
    for (Path ofClass : folders(folder)) {
      List<Path> images = DatasetFolder.images(ofClass);
      if (images.isEmpty()) {
        continue;
      }
      int category = dataset.categories.size();
      dataset.categories.add(new Category((long) category, ofClass.getFileName().toString()));
      for (Path image : images) {
        ImageSize size = ImageSize.of(image);
        dataset.images.add(
            new Image(
                (long) dataset.images.size() + 1,
                DatasetFolder.relative(folder, image),
                size.width(),
                size.height(),
                Map.of(),
                Optional.of(image)));
        dataset.imageClasses.add(category);
      }
    }
    if (dataset.images.isEmpty()) {
      throw new IOException(
          folder + ": has no folder with images: expected one folder for each class");
    }
    return dataset;
  }

  private static List<Path> folders(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> folders = children.filter(Files::isDirectory).sorted().toList();
      if (DatasetFolder.images(folder).stream()
          .anyMatch(image -> folder.equals(image.getParent()))) {
        throw new IOException(
            folder
                + ": has images that are in no folder of a class: expected each image in the folder"
                + " of its class");
      }
      return folders;
    }
  }
}
