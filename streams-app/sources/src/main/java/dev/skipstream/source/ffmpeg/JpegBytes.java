package dev.skipstream.source.ffmpeg;

/** Checks of a camera's JPEG that passes without decoding. */
final class JpegBytes {
  private static final int START = 0xD8;
  private static final int END = 0xD9;
  private static final int HUFFMAN_TABLE = 0xC4;
  private static final int SCAN = 0xDA;

  private JpegBytes() {}

  /** Returns if the image begins and ends; zero bytes may follow its end. */
  static boolean isWhole(byte[] jpeg) {
    int end = jpeg.length;
    while (end > 4 && jpeg[end - 1] == 0) {
      end--;
    }
    return end >= 4 && isMarker(jpeg, 0, START) && isMarker(jpeg, end - 2, END);
  }

  /**
   * Returns if the image has its Huffman tables. Webcams omit them, and only decoders of MJPEG add
   * the tables of the standard (ITU-T T.81, K.3).
   */
  static boolean hasTables(byte[] jpeg) {
    int at = 2;
    while (at + 4 <= jpeg.length && (jpeg[at] & 0xFF) == 0xFF) {
      int marker = jpeg[at + 1] & 0xFF;
      if (marker == HUFFMAN_TABLE) {
        return true;
      }
      if (marker == SCAN) {
        return false;
      }
      at += marker == 0xFF ? 1 : 2 + ((jpeg[at + 2] & 0xFF) << 8 | (jpeg[at + 3] & 0xFF));
    }
    return false;
  }

  private static boolean isMarker(byte[] jpeg, int at, int marker) {
    return (jpeg[at] & 0xFF) == 0xFF && (jpeg[at + 1] & 0xFF) == marker;
  }
}
