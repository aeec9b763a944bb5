package dev.skipstream.source.store;

import dev.skipstream.schemas.event.ImageEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Images as files below a folder. A file gets its name only when it is complete and on the disk.
 *
 * <p>Threading: any thread.
 */
final class FileImageStore implements ImageStore {
  private final Path root;

  private FileImageStore(Path root) {
    this.root = root;
  }

  /** A store in a folder, which is made. */
  static FileImageStore in(Path folder) throws IOException {
    try {
      // As it is written: the stream allows folders by their names.
      return new FileImageStore(Files.createDirectories(folder.toAbsolutePath().normalize()));
    } catch (IOException e) {
      throw new IOException(
          "store %s: the folder cannot be made: %s".formatted(folder, e.getMessage()), e);
    }
  }

  @Override
  public ImageEvent store(ImageEvent event) throws IOException {
    ImageName name = ImageName.of(event);
    Path file = root.resolve(name.folder()).resolve(name.file());
    try {
      Path folder = Files.createDirectories(file.getParent());
      Path unfinished = Files.createTempFile(folder, ".", ".part");
      try {
        write(unfinished, event.image());
        Files.move(
            unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      sync(folder);
    } catch (IOException e) {
      throw new IOException(
          "frame %s: its image cannot be stored as %s: %s; check the folder and its free space"
              .formatted(event.id(), file, e),
          e);
    }
    return event.storedAt(file.toUri());
  }

  private static void write(Path file, byte[] image) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(image);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /** Makes the new name outlast a crash of the machine; not each system syncs folders. */
  private static void sync(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folder, and writes names by itself.
    }
  }

  @Override
  public void close() {}
}
