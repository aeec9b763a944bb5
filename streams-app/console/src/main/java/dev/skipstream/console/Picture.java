package dev.skipstream.console;

import java.util.Optional;

/**
 * An encoded image for a browser.
 *
 * @param bytes never changed
 */
record Picture(String contentType, byte[] bytes) {

  /** Recognizes the formats that browsers show, by their first bytes. */
  static Optional<Picture> of(byte[] bytes) {
    if (begins(bytes, 0, 0xff, 0xd8, 0xff)) {
      return Optional.of(new Picture("image/jpeg", bytes));
    }
    if (begins(bytes, 0, 0x89, 'P', 'N', 'G')) {
      return Optional.of(new Picture("image/png", bytes));
    }
    if (begins(bytes, 0, 'R', 'I', 'F', 'F') && begins(bytes, 8, 'W', 'E', 'B', 'P')) {
      return Optional.of(new Picture("image/webp", bytes));
    }
    if (begins(bytes, 0, 'B', 'M')) {
      return Optional.of(new Picture("image/bmp", bytes));
    }
    return Optional.empty();
  }

  private static boolean begins(byte[] bytes, int at, int... expected) {
    if (bytes.length < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[at + i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
