package dev.skipstream.image.header;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The size of an image after decoding, by its header, with its EXIF orientation applied.
 *
 * @param width pixels
 * @param height pixels
 */
public record ImageSize(int width, int height) {
  /** The first of EXIF's orientations that exchange width and height. */
  private static final int FIRST_TURNED = 5;

  private static final int LAST_TURNED = 8;

  /**
   * Reads an image file's size.
   *
   * @throws IOException when the file cannot be read, or is no image that is decoded; names the
   *     file
   */
  public static ImageSize of(Path file) throws IOException {
    byte[] encoded = Files.readAllBytes(file);
    try {
      ImageHeader header = ImageHeader.read(encoded);
      return isTurned(encoded)
          ? new ImageSize(header.height(), header.width())
          : new ImageSize(header.width(), header.height());
    } catch (InvalidImageException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static boolean isTurned(byte[] encoded) throws IOException {
    if (encoded.length < 2 || (encoded[0] & 0xff) != 0xff || (encoded[1] & 0xff) != 0xd8) {
      return false;
    }
    try {
      Metadata metadata =
          JpegMetadataReader.readMetadata(
              new ByteArrayInputStream(encoded), List.of(new ExifReader()));
      ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
      Integer orientation =
          directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      return orientation != null && orientation >= FIRST_TURNED && orientation <= LAST_TURNED;
    } catch (ImageProcessingException e) {
      return false; // Its header has been read, so it is a JPEG: the EXIF alone is damaged.
    }
  }
}
