package dev.skipstream.tracking;

import dev.skipstream.telemetry.JournalException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The folder of the stores of one instance. Kafka Streams allows one process in a folder, so each
 * instance of a machine takes the first one that is free. The stores can be lost: they are restored
 * from their changelogs.
 *
 * <p>Threading: for the thread that opened it. The lock ends with the process.
 *
 * @param path of the folder
 */
record StateFolder(Path path, FileChannel channel, FileLock lock) implements AutoCloseable {
  private static final int MOST_INSTANCES = 1_000;

  /**
   * Takes a free folder.
   *
   * @param parent of the folders; created if absent
   * @throws JournalException when the folder cannot be written; says what to do
   */
  static StateFolder open(Path parent) {
    try {
      for (int i = 0; i < MOST_INSTANCES; i++) {
        Path folder = Files.createDirectories(parent.resolve("instance-" + i));
        FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<FileLock> lock = tryLock(channel);
        if (lock.isPresent()) {
          return new StateFolder(folder, channel, lock.get());
        }
        channel.close();
      }
      throw new IOException(
          "%s has %d folders in use: expected a free one".formatted(parent, MOST_INSTANCES));
    } catch (IOException e) {
      throw JournalException.of(e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      // Another instance in this process has it.
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw JournalException.of(e);
    }
  }
}
