package dev.skipstream.stream.internal.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Gives a file all its blocks on disk. A mapped file with a hole kills the process (SIGBUS) when
 * the hole is written to and the disk is full by then; with all blocks written it cannot.
 */
final class ReservedSpace {
  private ReservedSpace() {}

  /**
   * Writes the first {@code bytes} bytes of a file: what is there as it is, the rest as zeros.
   *
   * @param path of the file, for messages
   * @throws IOException that names the file, the space that it needs, and the space that is free
   */
  static void reserve(FileChannel file, Path path, int bytes) throws IOException {
    long before = file.size();
    try {
      ByteBuffer content = ByteBuffer.allocate(bytes);
      while (content.hasRemaining() && file.read(content, content.position()) > 0) {
        // Until its end.
      }
      content.clear();
      while (content.hasRemaining()) {
        file.write(content, content.position());
      }
      // Some file systems allocate space only now.
      file.force(true);
    } catch (IOException e) {
      if (before == 0 && Files.isRegularFile(path)) {
        Files.deleteIfExists(path);
      }
      throw new IOException(
          "%s needs %d bytes on its disk, which has %d free (%s)"
              .formatted(
                  path,
                  bytes,
                  Files.getFileStore(path.getParent()).getUsableSpace(),
                  e.getMessage()),
          e);
    }
  }
}
