package dev.skipstream.source;

import dev.skipstream.schemas.event.ImageEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The images of a folder as events, in the order of their names.
 *
 * @param files as {@link #of} found them
 */
public record ImageFolder(List<Path> files, String source) {
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "png", "image/png",
          "webp", "image/webp",
          "bmp", "image/bmp",
          "gif", "image/gif");

  /**
   * Lists a folder; files that are no images by their extension are left out, subfolders too.
   *
   * @param source the events' source; the folder's name where empty
   */
  public static ImageFolder of(Path folder, Optional<String> source) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> images =
          entries
              .filter(Files::isRegularFile)
              .filter(file -> MEDIA_TYPES.containsKey(extension(file)))
              .sorted()
              .toList();
      return new ImageFolder(
          images, source.orElseGet(() -> FrameId.ofFile(folder.resolve("frame")).source()));
    }
  }

  /** Reads each file when its turn comes. */
  public Stream<ImageEvent> events(Clock clock) {
    return IntStream.range(0, files.size()).mapToObj(index -> event(index, clock));
  }

  private ImageEvent event(int index, Clock clock) {
    Path file = files.get(index);
    try {
      return new ImageEvent(
          FrameId.ofFile(file, source).toString(),
          source,
          Optional.of((long) index),
          Optional.of(clock.instant()),
          Optional.of(MEDIA_TYPES.get(extension(file))),
          Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    }
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
