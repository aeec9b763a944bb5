package dev.skipstream.image;

import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.RejectReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG, checked and reduced to those that make its pixels. libpng writes a message
 * to stderr for each invalid chunk, without the name of the image. It therefore receives no
 * profile, text or time, and no data with a wrong checksum.
 */
final class PngChunks {
  private static final int SIGNATURE_BYTES = 8;

  /** Length, type and checksum. */
  private static final int FRAMING_BYTES = 12;

  /** The pixels, the orientation, and the frames of an animation. */
  private static final Set<String> USED =
      Set.of("IHDR", "PLTE", "IDAT", "IEND", "eXIf", "acTL", "fcTL", "fdAT");

  private PngChunks() {}

  /**
   * Returns the PNG without the chunks that do not matter; the same array where it has none.
   *
   * @throws InvalidImageException when a chunk is cut short, or its checksum is wrong
   */
  static byte[] used(byte[] png) throws InvalidImageException {
    ByteBuffer bytes = ByteBuffer.wrap(png);
    ByteArrayOutputStream used = new ByteArrayOutputStream(png.length);
    used.write(png, 0, SIGNATURE_BYTES);
    int at = SIGNATURE_BYTES;
    boolean ended = false;
    while (!ended) {
      int length = at + FRAMING_BYTES > png.length ? -1 : bytes.getInt(at);
      if (length < 0 || length > png.length - at - FRAMING_BYTES) {
        throw damaged("its chunk at byte %d is cut short".formatted(at));
      }
      String type = new String(png, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (USED.contains(type)) {
        CRC32 checksum = new CRC32();
        checksum.update(png, at + 4, 4 + length);
        if ((int) checksum.getValue() == bytes.getInt(at + 8 + length)) {
          used.write(png, at, FRAMING_BYTES + length);
        } else if (Character.isUpperCase(type.charAt(0))) {
          throw damaged("the checksum of its chunk %s at byte %d is wrong".formatted(type, at));
        }
      }
      at += FRAMING_BYTES + length;
      ended = type.equals("IEND");
    }
    return used.size() == png.length ? png : used.toByteArray();
  }

  private static InvalidImageException damaged(String why) {
    return new InvalidImageException(
        RejectReason.DAMAGED_IMAGE,
        "the PNG is damaged: %s; expected a whole image".formatted(why));
  }
}
