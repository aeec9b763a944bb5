package dev.skipstream.registry.importer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file from its middle. */
final class FileRegion {
  private FileRegion() {}

  /** A file's bytes from a position on. The caller closes the stream and buffers what it reads. */
  static InputStream open(Path file, long position) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(file);
    try {
      return Channels.newInputStream(channel.position(position));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
