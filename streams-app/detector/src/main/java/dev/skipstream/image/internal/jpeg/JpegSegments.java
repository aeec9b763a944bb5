package dev.skipstream.image.internal.jpeg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Walks over the segments of a JPEG and has its scans read.
 *
 * <p>Threading: for one thread.
 */
final class JpegSegments {
  private static final int SOF_BASELINE = 0xC0;
  private static final int SOF_PROGRESSIVE = 0xC2;
  private static final int DHT = 0xC4;
  private static final int DAC = 0xCC;
  private static final int SOF_LAST = 0xCF;
  private static final int RST_FIRST = 0xD0;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DRI = 0xDD;
  private static final int JPG = 0xC8;

  private static final int TABLES = 4;
  private static final int MOST_FACTOR = 4;

  private final byte[] jpeg;
  private final HuffmanCode[] means = new HuffmanCode[TABLES];
  private final HuffmanCode[] others = new HuffmanCode[TABLES];
  private final List<JpegComponent> components = new ArrayList<>();
  private JpegSize size;
  private boolean progressive;
  private int restartInterval;
  private int scans;
  private boolean ended;

  private boolean hasTables;

  /** True for a kind of JPEG that only the decoder reads. */
  private boolean leftToDecoder;

  JpegSegments(byte[] jpeg) {
    this.jpeg = jpeg;
  }

  /** Returns true if the walk reached the end marker. */
  boolean ended() {
    return ended;
  }

  /**
   * Walks to the end marker or to the end of the file.
   *
   * @return true if the scans were read; false for a kind of JPEG that this class does not read
   */
  boolean walk() throws DamagedJpegException {
    int at = 0;
    while (at + 1 < jpeg.length && !leftToDecoder) {
      int marker = jpeg[at + 1] & 0xFF;
      if (jpeg[at] != (byte) 0xFF || marker == 0xFF || marker == 0) {
        requireFilling(at);
        at++;
      } else if (marker == EOI) {
        ended = true;
        break;
      } else if (marker == 1 || (marker >= RST_FIRST && marker <= SOI)) {
        at += 2;
      } else {
        int end = segmentEnd(at);
        if (isOtherKind(marker)) {
          requireFirstFrame();
          leftToDecoder = true;
        }
        at = marker == SOS ? scan(at + 4, end) : segment(marker, at + 4, end);
      }
    }
    if (!leftToDecoder) {
      requireWhole();
    }
    return !leftToDecoder;
  }

  /** Checks that a marker follows a segment: other bytes show that a length is wrong. */
  private void requireFilling(int at) throws DamagedJpegException {
    if (jpeg[at] != (byte) 0xFF && jpeg[at] != 0) {
      throw new DamagedJpegException(
          "byte %d is 0x%02x: expected a marker".formatted(at, jpeg[at] & 0xFF));
    }
  }

  private void requireFirstFrame() throws DamagedJpegException {
    if (size != null) {
      throw new DamagedJpegException("the file has a second frame header");
    }
  }

  private void requireWhole() throws DamagedJpegException {
    if (scans == 0) {
      throw new DamagedJpegException("the file has no scan");
    }
    for (JpegComponent component : components) {
      // A file that was cut between two scans has coarse coefficients at its end.
      if (ended ? !component.hasMeans() : !component.isComplete()) {
        throw new DamagedJpegException(
            "component %d lacks scans at the end of the file".formatted(component.id));
      }
    }
  }

  /** Lossless, hierarchical and arithmetic-coded JPEGs. */
  private static boolean isOtherKind(int marker) {
    return (marker > SOF_PROGRESSIVE && marker <= SOF_LAST && marker != DHT && marker != JPG)
        || marker == DAC;
  }

  private int segmentEnd(int at) throws DamagedJpegException {
    int end = at + 4 > jpeg.length ? Integer.MAX_VALUE : at + 2 + number(at + 2);
    if (end > jpeg.length || end < at + 4) {
      throw new DamagedJpegException(
          "the segment at byte %d does not end within the file".formatted(at));
    }
    return end;
  }

  private int segment(int marker, int from, int end) throws DamagedJpegException {
    if (marker == DHT) {
      tables(from, end);
    } else if (marker == DRI && end - from >= 2) {
      restartInterval = number(from);
    } else if (marker >= SOF_BASELINE && marker <= SOF_PROGRESSIVE) {
      frame(marker, from, end);
    }
    return end;
  }

  private void tables(int from, int end) throws DamagedJpegException {
    int at = from;
    while (at + 1 + HuffmanCode.LONGEST <= end) {
      int which = jpeg[at] & 0xFF;
      byte[] counts = Arrays.copyOfRange(jpeg, at + 1, at + 1 + HuffmanCode.LONGEST);
      int symbols = 0;
      for (byte count : counts) {
        symbols += count & 0xFF;
      }
      at += 1 + HuffmanCode.LONGEST;
      if ((which & 15) >= TABLES || which >> 4 > 1 || symbols > 256 || at + symbols > end) {
        throw new DamagedJpegException("a Huffman table does not fit its segment");
      }
      hasTables = true;
      HuffmanCode code = new HuffmanCode(counts, Arrays.copyOfRange(jpeg, at, at + symbols));
      (which >> 4 == 0 ? means : others)[which & 15] = code;
      at += symbols;
    }
  }

  private void frame(int marker, int from, int end) throws DamagedJpegException {
    int count = end - from < 6 ? 0 : jpeg[from + 5] & 0xFF;
    if (count == 0 || from + 6 + 3 * count > end) {
      throw new DamagedJpegException("the frame header cannot be read");
    }
    requireFirstFrame();
    int height = number(from + 1);
    int width = number(from + 3);
    int mostHorizontal = 1;
    int mostVertical = 1;
    for (int i = 0; i < count; i++) {
      int factors = jpeg[from + 7 + 3 * i] & 0xFF;
      if (factors >> 4 < 1
          || factors >> 4 > MOST_FACTOR
          || (factors & 15) < 1
          || (factors & 15) > MOST_FACTOR) {
        throw new DamagedJpegException("the frame header has no valid sampling factors");
      }
      mostHorizontal = Math.max(mostHorizontal, factors >> 4);
      mostVertical = Math.max(mostVertical, factors & 15);
    }
    size = new JpegSize(width, height, mostHorizontal, mostVertical);
    progressive = marker == SOF_PROGRESSIVE;
    if ((jpeg[from] & 0xFF) != 8 || height == 0 || width == 0) {
      // Of 12 bits, or with its height behind the first scan.
      leftToDecoder = true;
      return;
    }
    for (int i = 0; i < count; i++) {
      int factors = jpeg[from + 7 + 3 * i] & 0xFF;
      components.add(
          new JpegComponent(jpeg[from + 6 + 3 * i] & 0xFF, factors >> 4, factors & 15, size));
    }
  }

  private int scan(int from, int end) throws DamagedJpegException {
    int count = jpeg[from] & 0xFF;
    if (count < 1 || count > TABLES || from + 4 + 2 * count > end || size == null) {
      throw new DamagedJpegException("the header of scan %d cannot be read".formatted(scans + 1));
    }
    int low = jpeg[from + 1 + 2 * count] & 0xFF;
    int high = jpeg[from + 2 + 2 * count] & 0xFF;
    int bits = jpeg[from + 3 + 2 * count] & 0xFF;
    Band band = progressive ? new Band(low, high, bits >> 4, bits & 15) : new Band(0, 63, 0, 0);
    List<JpegScan.Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JpegComponent component = component(jpeg[from + 1 + 2 * i] & 0xFF);
      parts.add(
          new JpegScan.Part(component, reader(component, band, jpeg[from + 2 + 2 * i] & 0xFF)));
    }
    if (band.from() > 0 && count > 1) {
      throw new DamagedJpegException(
          "scan %d has a band of several components".formatted(scans + 1));
    }
    if (leftToDecoder) {
      return end;
    }
    int next = new JpegScan(jpeg, size, parts, restartInterval, scans).read(end);
    parts.forEach(part -> part.component().brought(band.from(), band.to(), band.low()));
    scans++;
    return next;
  }

  /**
   * The coefficients that a scan brings, and the bits of them.
   *
   * @param before the lowest bit that earlier scans brought; 0 for the first scan
   * @param low the lowest bit that this scan brings
   */
  private record Band(int from, int to, int before, int low) {
    private static final int MOST_BITS = 13;

    /** T.81, G.1.1.1: means come by themselves, and each further scan brings one bit. */
    boolean isValid(boolean progressive) {
      boolean means = from == 0 && (to == 0 || !progressive);
      boolean others = from > 0 && from <= to && to < JpegComponent.COEFFICIENTS;
      return (means || others) && low <= MOST_BITS && (before == 0 || low == before - 1);
    }
  }

  private BlockReader reader(JpegComponent component, Band band, int tables)
      throws DamagedJpegException {
    if (!band.isValid(progressive)) {
      throw new DamagedJpegException("scan %d has an invalid %s".formatted(scans + 1, band));
    }
    if (!progressive) {
      return new BlockReader.Sequential(table(means, tables >> 4), table(others, tables & 15));
    }
    boolean first = band.before() == 0;
    if (band.from() == 0) {
      return first
          ? new BlockReader.FirstMeans(table(means, tables >> 4))
          : new BlockReader.MoreOfMeans();
    }
    HuffmanCode code = table(others, tables & 15);
    long[] nonZero = component.nonZero();
    return first
        ? new BlockReader.FirstBand(code, band.from(), band.to(), nonZero)
        : new BlockReader.MoreOfBand(code, band.from(), band.to(), nonZero);
  }

  /** A motion JPEG may come without the tables of T.81, annex K, which decoders know. */
  private HuffmanCode table(HuffmanCode[] of, int which) throws DamagedJpegException {
    if (which >= TABLES) {
      throw new DamagedJpegException(
          "scan %d uses Huffman table %d: expected 0 to 3".formatted(scans + 1, which));
    }
    if (of[which] == null && hasTables) {
      throw new DamagedJpegException(
          "scan %d uses Huffman table %d, which the file does not define"
              .formatted(scans + 1, which));
    }
    leftToDecoder |= !hasTables;
    return of[which];
  }

  private JpegComponent component(int id) throws DamagedJpegException {
    for (JpegComponent component : components) {
      if (component.id == id) {
        return component;
      }
    }
    throw new DamagedJpegException(
        "scan %d has component %d, which the file does not define".formatted(scans + 1, id));
  }

  private int number(int at) {
    return (jpeg[at] & 0xFF) << 8 | (jpeg[at + 1] & 0xFF);
  }
}
