package dev.skipstream.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The images of a folder, in the order of their names; it has no rate of its own.
 *
 * @param files as {@link #of} found them
 */
public record ImageFolder(List<Path> files, String source) implements FrameSource {
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "png", "image/png",
          "webp", "image/webp",
          "bmp", "image/bmp",
          "gif", "image/gif");

  public ImageFolder {
    files = List.copyOf(files);
  }

  /**
   * Lists a folder; files that are no images by their extension are left out, subfolders too.
   *
   * @param source the frames' source; the folder's name where empty
   * @throws IOException when the folder cannot be listed, or holds no image
   */
  public static ImageFolder of(Path folder, Optional<String> source) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> images =
          entries
              .filter(Files::isRegularFile)
              .filter(file -> MEDIA_TYPES.containsKey(extension(file)))
              .sorted()
              .toList();
      if (images.isEmpty()) {
        throw new IOException(folder + ": holds no .jpg, .png, .webp, .bmp or .gif file");
      }
      return new ImageFolder(
          images, source.orElseGet(() -> FrameId.ofFile(folder.resolve("frame")).source()));
    }
  }

  @Override
  public OptionalLong frames() {
    return OptionalLong.of(files.size());
  }

  /** Reads each file when its turn comes. */
  @Override
  public FrameReader open() {
    Iterator<Path> rest = files.iterator();
    return new FrameReader() {
      @Override
      public Optional<EncodedFrame> next() throws IOException {
        return rest.hasNext() ? Optional.of(read(rest.next())) : Optional.empty();
      }

      @Override
      public void close() {}
    };
  }

  private EncodedFrame read(Path file) throws IOException {
    try {
      return new EncodedFrame(
          FrameId.ofFile(file, source).stem(),
          MEDIA_TYPES.get(extension(file)),
          Files.readAllBytes(file),
          Optional.empty());
    } catch (IOException e) {
      throw new IOException(file + ": was there when the folder was listed, cannot be read now", e);
    }
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
