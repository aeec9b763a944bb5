package dev.skipstream.track;

/**
 * Names that are part of a camera's state: of categories and rules. Their length is bounded, so
 * that the size of the state is.
 */
public final class Labels {
  /** The most bytes of a name, in the modified UTF-8 of {@link java.io.DataOutput#writeUTF}. */
  public static final int MOST_BYTES = 32;

  private static final int ONE_BYTE_END = 0x80;
  private static final int TWO_BYTES_END = 0x800;

  private Labels() {}

  /**
   * Returns a name that is at most {@value #MOST_BYTES} bytes long: the name, or its beginning. A
   * half of a surrogate pair, which no JSON in UTF-8 can have, becomes a question mark.
   */
  public static String cut(String label) {
    StringBuilder cut = new StringBuilder();
    int bytes = 0;
    int i = 0;
    while (i < label.length()) {
      int point = label.codePointAt(i);
      String next =
          Character.charCount(point) == 1 && Character.isSurrogate((char) point)
              ? "?"
              : Character.toString(point);
      bytes += bytes(next);
      if (bytes > MOST_BYTES) {
        break;
      }
      cut.append(next);
      i += Character.charCount(point);
    }
    return cut.toString();
  }

  /** Returns the length of a text in modified UTF-8, in bytes. */
  public static int bytes(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next > 0 && next < ONE_BYTE_END) {
        bytes += 1;
      } else {
        bytes += next < TWO_BYTES_END ? 2 : 3;
      }
    }
    return bytes;
  }
}
