package dev.skipstream.source;

import dev.skipstream.dataset.UniqueNames;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The images of a folder and its subfolders, in the order of their paths. The source has no rate of
 * its own. The name of a frame is its path below the folder. The name has the extension only if two
 * files differ in nothing else.
 *
 * @param files the files that {@link #of} found
 * @param skipped the other files of the folder, each with the reason for which it was skipped
 */
public record ImageFolder(List<NamedFile> files, String source, List<String> skipped)
    implements FrameSource {
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "png", "image/png",
          "webp", "image/webp",
          "bmp", "image/bmp",
          "gif", "image/gif",
          "tif", "image/tiff",
          "tiff", "image/tiff");

  /**
   * A file, and the name of its frame.
   *
   * @param name unique in the source
   */
  public record NamedFile(Path file, String name) {}

  public ImageFolder {
    files = List.copyOf(files);
    skipped = List.copyOf(skipped);
  }

  /**
   * Lists a folder and its subfolders. Files that are no images by their extension are skipped.
   *
   * @param source the frames' source; the folder's name where empty
   * @throws IOException when the folder cannot be listed, or holds no image
   */
  public static ImageFolder of(Path folder, Optional<String> source) throws IOException {
    Listing listing = new Listing(folder);
    Files.walkFileTree(
        folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, listing);
    if (listing.images.isEmpty()) {
      throw new IOException(
          "%s: holds no .jpg, .png, .webp, .bmp, .gif or .tif file, nor does a folder in it"
              .formatted(folder));
    }
    Collections.sort(listing.images);
    Collections.sort(listing.skipped);
    List<String> names =
        UniqueNames.of(listing.images.stream().map(file -> relative(folder, file)).toList());
    List<NamedFile> files = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      files.add(new NamedFile(listing.images.get(i), names.get(i)));
    }
    return new ImageFolder(
        files,
        source.orElseGet(() -> FrameId.ofFile(folder.resolve("frame")).source()),
        listing.skipped);
  }

  /** Sorts the files of a tree. A link to a folder above would be followed for ever. */
  private static final class Listing extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final List<Path> images = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    Listing(Path folder) {
      this.folder = folder;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && MEDIA_TYPES.containsKey(extension(file))) {
        images.add(file);
      } else {
        skipped.add(relative(folder, file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (file.equals(folder)) {
        throw e;
      }
      skipped.add("%s (%s)".formatted(relative(folder, file), e.getClass().getSimpleName()));
      return FileVisitResult.CONTINUE;
    }
  }

  private static String relative(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  @Override
  public OptionalLong frames() {
    return OptionalLong.of(files.size());
  }

  /** Reads each file when its turn comes. */
  @Override
  public FrameReader open() {
    Iterator<NamedFile> rest = files.iterator();
    return new FrameReader() {
      @Override
      public Optional<EncodedFrame> next() throws IOException {
        return rest.hasNext() ? Optional.of(read(rest.next())) : Optional.empty();
      }

      @Override
      public void close() {}
    };
  }

  private static EncodedFrame read(NamedFile named) throws IOException {
    try {
      return new EncodedFrame(
          named.name(),
          MEDIA_TYPES.get(extension(named.file())),
          Files.readAllBytes(named.file()),
          Optional.empty());
    } catch (IOException e) {
      throw new IOException(
          named.file() + ": was there when the folder was listed, cannot be read now", e);
    }
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
