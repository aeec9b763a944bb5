package dev.skipstream.stream;

import dev.skipstream.image.ImageDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/**
 * Loads the native libraries that the first frames would load otherwise: OpenCV with its codecs,
 * and those of Kafka's compression. A library that cannot be loaded, for example for lack of file
 * descriptors or disk space, is then an error at the start. Without this class a thread would fail
 * at the first frame.
 */
final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * Loads them by using each once.
   *
   * @throws NativeLibraryException when one does not load or does not work
   */
  static void load() {
    try {
      ImageDecoder.loadCodecs();
      for (CompressionType type : CompressionType.values()) {
        roundTrip(Compression.of(type).build());
      }
    } catch (LinkageError | IOException | UncheckedIOException e) {
      throw new NativeLibraryException(e);
    }
  }

  private static void roundTrip(Compression compression) throws IOException {
    byte[] expected = new byte[64];
    ByteBufferOutputStream buffer = new ByteBufferOutputStream(1024);
    try (OutputStream out = compression.wrapForOutput(buffer, RecordBatch.CURRENT_MAGIC_VALUE)) {
      out.write(expected);
    }
    ByteBuffer compressed = buffer.buffer();
    compressed.flip();
    try (InputStream in =
        compression.wrapForInput(
            compressed, RecordBatch.CURRENT_MAGIC_VALUE, BufferSupplier.NO_CACHING)) {
      if (in.readNBytes(expected.length).length != expected.length) {
        throw new IOException(
            "%s does not decompress the data that it compressed"
                .formatted(compression.type().name));
      }
    }
  }
}
