package dev.skipstream.registry.log;

import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in a file, with one entry per line.
 *
 * <p>The log ends at its last line feed, which is looked for in the bytes: a full disk may cut a
 * line inside a character. The next writer sets what follows aside, in a file beside the log.
 *
 * <p>Threading: safe for threads and processes. Writers take turns by a lock on the file; readers
 * take none, since a line counts only once its line feed is there.
 */
final class FileLog implements RegistryLog {
  private static final Logger LOG = LoggerFactory.getLogger(FileLog.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** A file lock excludes other processes only: within one it would be an error to ask twice. */
  private static final Object WRITERS_OF_THIS_PROCESS = new Object();

  private final Path file;
  private final Writing writing;

  /** Writes all bytes at a channel's position and makes them durable. */
  interface Writing {
    void write(FileChannel channel, ByteBuffer bytes) throws IOException;
  }

  FileLog(Path file) {
    this(file, FileLog::writeDurably);
  }

  /** Opens a log whose disk is {@code writing}. */
  FileLog(Path file, Writing writing) {
    this.file = file;
    this.writing = writing;
  }

  @Override
  public RegistryState read() {
    try {
      return fold(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
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
          byte[] bytes = Files.readAllBytes(file);
          if (fold(bytes).revision() != entry.revision()) {
            return false;
          }
          int end = committedLength(bytes);
          if (end < bytes.length) {
            setAside(bytes, end);
          }
          channel.truncate(end).position(end);
          write(channel, end, EntryFormat.write(entry) + "\n");
          return true;
        }
      } catch (IOException e) {
        throw unavailable(e);
      }
    }
  }

  /**
   * Saves the remains of a writer that was killed or had no disk space, before they are truncated.
   */
  private void setAside(byte[] bytes, int end) throws IOException {
    Path aside = Files.createTempFile(file.getParent(), file.getFileName() + ".torn-", "");
    try {
      Files.write(aside, Arrays.copyOfRange(bytes, end, bytes.length));
    } catch (IOException e) {
      Files.deleteIfExists(aside);
      throw e;
    }
    LOG.warn(
        "registry {}: its last line has no end: a writer was killed, or the disk was full. The log"
            + " ends before that line; its {} bytes are set aside in {}, which may be deleted",
        file,
        bytes.length - end,
        aside);
  }

  /** Writes a line whole or not at all. */
  private void write(FileChannel channel, long end, String line) throws IOException {
    try {
      writing.write(channel, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      try {
        channel.truncate(end).force(true);
      } catch (IOException second) {
        e.addSuppressed(second); // the next writer cuts it off
      }
      throw e;
    }
  }

  private static void writeDurably(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
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

  /**
   * Returns the file's modification time. It is read before the file, so the next check sees a
   * concurrent change.
   */
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

  /** Counts the bytes up to the last line feed; in UTF-8 no other character has that byte. */
  private static int committedLength(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private RegistryState fold(byte[] bytes) {
    RegistryState state = RegistryState.EMPTY;
    int committed = committedLength(bytes);
    int number = 0;
    int begin = 0;
    for (int at = 0; at < committed; at++) {
      if (bytes[at] == '\n') {
        number++;
        String where = file + " line " + number;
        state = state.after(EntryFormat.read(text(bytes, begin, at, where), where));
        begin = at + 1;
      }
    }
    return state;
  }

  private static String text(byte[] bytes, int begin, int end, String where) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, begin, end - begin))
          .toString();
    } catch (CharacterCodingException e) {
      throw new RegistryUnavailableException(
          where,
          "expected an entry of the registry's log, got bytes that are not UTF-8; the file is"
              + " damaged, restore it from a copy",
          e);
    }
  }

  private RegistryUnavailableException unavailable(IOException e) {
    return new RegistryUnavailableException(
        "registry %s: cannot be read or written (%s), and nothing was changed; check the folder, its permissions and the free space"
            .formatted(file, e.getMessage()),
        e);
  }
}
