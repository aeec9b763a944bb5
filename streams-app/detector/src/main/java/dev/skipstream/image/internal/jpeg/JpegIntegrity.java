package dev.skipstream.image.internal.jpeg;

import java.util.Optional;

/**
 * The result of a check of a JPEG's entropy-coded data (ITU-T T.81, annexes B, F and G).
 *
 * <p>The check reads every Huffman code of every scan and skips the bits of the coefficients. The
 * check finds codes that do not exist, coefficients beyond the end of a block, missing or wrong
 * restart markers, and data that end before or after the last block. It cannot find damage that
 * only changes the values of coefficients.
 *
 * @param damage the first damage found and its place, absent if the data are intact
 * @param checked true if the data were checked. JPEGs with arithmetic coding, lossless and
 *     hierarchical JPEGs and those of 12 bits are not: only the decoder reads them
 * @param ended true if the file has its end marker (EOI)
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
