package dev.skipstream.registry.log;

import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

/**
 * A log in a file, an entry a line.
 *
 * <p>Threading: safe for threads and processes. Writers take turns by a lock on the file; readers
 * take none, since a line counts only once its line feed is there.
 */
final class FileLog implements RegistryLog {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** A file lock excludes other processes only: within one it would be an error to ask twice. */
  private static final Object WRITERS_OF_THIS_PROCESS = new Object();

  private final Path file;

  FileLog(Path file) {
    this.file = file;
  }

  @Override
  public RegistryState read() {
    try {
      return fold(Files.exists(file) ? committedPart(Files.readString(file)) : "");
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public boolean append(LogEntry entry) {
    synchronized (WRITERS_OF_THIS_PROCESS) {
      try {
        Files.createDirectories(file.getParent());
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          channel.lock(); // held until the channel closes
          String committed = committedPart(Files.readString(file));
          if (fold(committed).revision() != entry.revision()) {
            return false;
          }
          // A writer that died may have left half a line: the next one writes over it.
          long end = committed.getBytes(StandardCharsets.UTF_8).length;
          channel.truncate(end).position(end);
          write(channel, EntryFormat.write(entry) + "\n");
          channel.force(true);
          return true;
        }
      } catch (IOException e) {
        throw unavailable(e);
      }
    }
  }

  @Override
  public RegistryState await(long revision, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    FileTime seen = written();
    RegistryState state = read();
    while (state.revision() <= revision && System.nanoTime() < deadline) {
      try {
        Thread.sleep(LOOK_EVERY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return state;
      }
      FileTime now = written();
      if (!now.equals(seen)) {
        seen = now;
        state = read();
      }
    }
    return state;
  }

  /** Looked at before the file is read: what is written meanwhile is seen the next time. */
  private FileTime written() {
    try {
      return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void close() {
    // Nothing is held between two calls.
  }

  private static String committedPart(String text) {
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  private RegistryState fold(String lines) {
    RegistryState state = RegistryState.EMPTY;
    int number = 0;
    for (String line : lines.lines().toList()) {
      number++;
      state = state.after(EntryFormat.read(line, file + " line " + number));
    }
    return state;
  }

  private static void write(FileChannel channel, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private RegistryUnavailableException unavailable(IOException e) {
    return new RegistryUnavailableException(
        "registry %s: cannot be read or written (%s); check the folder and its permissions"
            .formatted(file, e.getMessage()),
        e);
  }
}
