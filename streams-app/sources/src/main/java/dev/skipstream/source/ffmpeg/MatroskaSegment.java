package dev.skipstream.source.ffmpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The length that a Matroska or WebM file gives for itself (RFC 9559, section 5.1). FFmpeg ends
 * such a file that was cut short without an error.
 */
final class MatroskaSegment {
  private static final long EBML_HEADER = 0x1A45DFA3L;
  private static final long SEGMENT = 0x18538067L;

  /** An id has at most 4 bytes, a length at most 8, and the EBML header comes before. */
  private static final int HEAD_BYTES = 4096;

  private MatroskaSegment() {}

  /**
   * Returns if the file ends before its segment does; a segment of unknown length ends anywhere.
   */
  static boolean isCutShort(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
      while (head.hasRemaining() && channel.read(head) >= 0) {}
      head.flip();
      if (head.remaining() < 5 || number(head, true) != EBML_HEADER) {
        return false;
      }
      long header = number(head, false);
      if (header > head.remaining() - 12) {
        return false;
      }
      head.position(head.position() + (int) header);
      if (number(head, true) != SEGMENT) {
        return false;
      }
      int before = head.position();
      long length = number(head, false);
      boolean unknown = length == (1L << (7 * (head.position() - before))) - 1;
      return !unknown && channel.size() < head.position() + length;
    }
  }

  /** Reads a number whose leading zero bits give its length; an id keeps the bit after them. */
  private static long number(ByteBuffer from, boolean keepMarker) {
    int first = Byte.toUnsignedInt(from.get());
    int more = Integer.numberOfLeadingZeros(first) - 24;
    long value = keepMarker || more > 7 ? first : first & (0x7F >> more);
    for (int i = 0; i < Math.min(more, 7); i++) {
      value = value << 8 | Byte.toUnsignedInt(from.get());
    }
    return value;
  }
}
