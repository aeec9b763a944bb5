package dev.skipstream.image.internal.jpeg;

import java.util.List;

/**
 * Reads the entropy-coded data of one scan: the blocks in their order, and the restart markers
 * between them.
 *
 * <p>Threading: for one thread.
 */
final class JpegScan {
  private static final int FIRST_RESTART = 0xD0;
  private static final int RESTARTS = 8;

  /** A component of the scan, with what reads its blocks. */
  record Part(JpegComponent component, BlockReader reader) {}

  private final byte[] jpeg;
  private final JpegSize size;
  private final List<Part> parts;
  private final int restartInterval;

  /** The number of previous scans, for messages. */
  private final int number;

  JpegScan(byte[] jpeg, JpegSize size, List<Part> parts, int restartInterval, int number) {
    this.jpeg = jpeg;
    this.size = size;
    this.parts = parts;
    this.restartInterval = restartInterval;
    this.number = number;
  }

  /**
   * Reads the scan.
   *
   * @param from position of its first byte
   * @return position of the marker behind it, or the end of the file
   */
  int read(int from) throws DamagedJpegException {
    boolean alone = parts.size() == 1;
    JpegComponent only = parts.get(0).component();
    int columns = alone ? only.columns : size.mcuColumns();
    long units = (long) columns * (alone ? only.rows : size.mcuRows());
    EntropyBits bits = new EntropyBits(jpeg, from);
    int restarts = 0;
    for (long unit = 0; unit < units; unit++) {
      if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
        int marker = bits.end(place(unit, units), false);
        requireRestart(marker, restarts % RESTARTS, place(unit, units));
        restarts++;
        bits = new EntropyBits(jpeg, marker + 2);
        parts.forEach(part -> part.reader().restart());
      }
      int row = (int) (unit / columns);
      int column = (int) (unit % columns);
      boolean read = alone ? block(bits, parts.get(0), row, column) : unitOfAll(bits, row, column);
      if (!read) {
        throw new DamagedJpegException(place(unit, units) + ": the data are no code words");
      }
      if (bits.overrun()) {
        throw new DamagedJpegException(place(unit, units) + ": the data end early");
      }
    }
    return bits.end("scan %d: behind its last unit".formatted(number + 1), true);
  }

  private boolean unitOfAll(EntropyBits bits, int row, int column) {
    for (Part part : parts) {
      JpegComponent component = part.component();
      for (int y = 0; y < component.vertical; y++) {
        for (int x = 0; x < component.horizontal; x++) {
          if (!block(bits, part, row * component.vertical + y, column * component.horizontal + x)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean block(EntropyBits bits, Part part, int row, int column) {
    return part.reader().read(bits, row * part.component().paddedColumns + column);
  }

  private void requireRestart(int marker, int expected, String place) throws DamagedJpegException {
    if (marker + 1 >= jpeg.length || (jpeg[marker + 1] & 0xFF) != FIRST_RESTART + expected) {
      throw new DamagedJpegException(
          "%s: expected the restart marker RST%d".formatted(place, expected));
    }
  }

  private String place(long unit, long units) {
    return "scan %d, unit %d of %d".formatted(number + 1, unit + 1, units);
  }
}
