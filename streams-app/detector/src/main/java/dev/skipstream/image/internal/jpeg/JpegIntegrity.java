package dev.skipstream.image.internal.jpeg;

import java.util.Optional;

/**
 * The result of a check of a JPEG's entropy-coded data (ITU-T T.81, annexes B, F and G).
 *
 * <p>The check reads every Huffman code of every scan and skips the bits of the coefficients.
 * Damage shows as a code that does not exist, as a coefficient beyond the end of its block, as a
 * missing or wrong restart marker, or as data that end before or after the last block. Damage that
 * changes the values of coefficients only leaves no trace in the data.
 *
 * @param damage the first damage found and its place, absent when the data are whole
 * @param checked whether the data were read: arithmetic coding, lossless and hierarchical JPEGs and
 *     those of 12 bits are left to the decoder
 * @param ended whether the file has its end marker (EOI)
 */
public record JpegIntegrity(Optional<String> damage, boolean checked, boolean ended) {

  /**
   * Checks a JPEG.
   *
   * @param jpeg the whole file; bytes behind its end marker are ignored
   */
  public static JpegIntegrity of(byte[] jpeg) {
    JpegSegments segments = new JpegSegments(jpeg);
    try {
      boolean checked = segments.walk();
      return new JpegIntegrity(Optional.empty(), checked, segments.ended());
    } catch (DamagedJpegException e) {
      return new JpegIntegrity(Optional.of(e.getMessage()), true, segments.ended());
    }
  }
}
