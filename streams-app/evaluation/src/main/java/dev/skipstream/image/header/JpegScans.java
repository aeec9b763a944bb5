package dev.skipstream.image.header;

/**
 * The number of scans of a JPEG. A progressive JPEG may have any number of scans of a few bytes
 * each, and the decoder processes the whole picture for each.
 */
public final class JpegScans {
  private static final int FIRST_RESTART = 0xD0;
  private static final int START_OF_IMAGE = 0xD8;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int START_OF_SCAN = 0xDA;

  private JpegScans() {}

  /** Counts them, and stops at {@code most}. */
  public static int count(byte[] jpeg, int most) {
    int scans = 0;
    int at = 0;
    while (at + 3 < jpeg.length && scans < most) {
      int marker = jpeg[at + 1] & 0xFF;
      if (jpeg[at] != (byte) 0xFF || marker == 0xFF) {
        // Within a scan's data, or filling.
        at++;
      } else if (marker <= 1 || (marker >= FIRST_RESTART && marker <= START_OF_IMAGE)) {
        // Without a length: a byte 0xFF of a scan's data is written as 0xFF00.
        at += 2;
      } else if (marker == END_OF_IMAGE) {
        return scans;
      } else {
        scans += marker == START_OF_SCAN ? 1 : 0;
        int length = (jpeg[at + 2] & 0xFF) << 8 | (jpeg[at + 3] & 0xFF);
        at += 2 + length;
      }
    }
    return scans;
  }
}
