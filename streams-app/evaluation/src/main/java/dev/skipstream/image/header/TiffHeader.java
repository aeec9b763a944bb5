package dev.skipstream.image.header;

import com.drew.imaging.FileType;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.RandomAccessReader;
import dev.skipstream.schemas.event.RejectReason;
import java.io.IOException;

/**
 * The first directory of a TIFF (TIFF 6.0, section 2): the size of its first image, and whether
 * that image is the picture. Raw files of cameras are TIFFs too, whose first image is a thumbnail.
 */
final class TiffHeader {
  private static final int MAGIC = 42;
  private static final int LEAST_BYTES = 10;
  private static final int ENTRY_BYTES = 12;
  private static final int SHORT = 3;

  private static final int NEW_SUBFILE_TYPE = 254;
  private static final int IMAGE_WIDTH = 256;
  private static final int IMAGE_LENGTH = 257;
  private static final int SUB_IFDS = 330;
  private static final int DNG_VERSION = 50706;
  private static final int REDUCED = 1;

  private int width;
  private int height;
  private boolean raw;

  private TiffHeader() {}

  /** Returns true if the bytes begin as a TIFF of either byte order. */
  static boolean isTiff(byte[] encoded) {
    return encoded.length > LEAST_BYTES
        && ((encoded[0] == 'I' && encoded[1] == 'I' && encoded[2] == MAGIC && encoded[3] == 0)
            || (encoded[0] == 'M' && encoded[1] == 'M' && encoded[2] == 0 && encoded[3] == MAGIC));
  }

  /**
   * Reads the size of the first image.
   *
   * @throws IOException when the directory does not lie within the file
   * @throws InvalidImageException when the file is a camera's raw file
   */
  static ImageHeader read(byte[] encoded) throws IOException, InvalidImageException {
    RandomAccessReader bytes = new ByteArrayReader(encoded);
    bytes.setMotorolaByteOrder(encoded[0] == 'M');
    TiffHeader header = new TiffHeader();
    int directory = bytes.getInt32(4);
    int entries = bytes.getUInt16(directory);
    for (int i = 0; i < entries; i++) {
      header.entry(bytes, directory + 2 + ENTRY_BYTES * i);
    }
    if (header.raw || (encoded[8] == 'C' && encoded[9] == 'R')) {
      throw new InvalidImageException(
          RejectReason.UNKNOWN_FORMAT,
          "the image is a camera's raw file, a TIFF whose first image is a thumbnail: expected"
              + " JPEG, PNG, WebP, BMP, GIF or TIFF");
    }
    return new ImageHeader(FileType.Tiff, header.width, header.height);
  }

  private void entry(RandomAccessReader bytes, int at) throws IOException {
    int value = bytes.getUInt16(at + 2) == SHORT ? bytes.getUInt16(at + 8) : bytes.getInt32(at + 8);
    switch (bytes.getUInt16(at)) {
      case IMAGE_WIDTH -> width = value;
      case IMAGE_LENGTH -> height = value;
      case NEW_SUBFILE_TYPE -> raw |= (value & REDUCED) != 0;
      case SUB_IFDS, DNG_VERSION -> raw = true;
      default -> {
        // Of no meaning for the size.
      }
    }
  }
}
