package dev.skipstream.image;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.bmp.BmpHeaderDirectory;
import com.drew.metadata.gif.GifHeaderDirectory;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.png.PngDirectory;
import com.drew.metadata.webp.WebpDirectory;
import dev.skipstream.schemas.event.RejectReason;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/**
 * What an encoded image says of itself, read without decoding it.
 *
 * @param width pixels, before EXIF orientation
 * @param height pixels, before EXIF orientation
 */
record ImageHeader(int width, int height) {

  /** Where each format that we take says how large the image is. */
  private record Dimensions(Class<? extends Directory> directory, int width, int height) {}

  private static final Map<FileType, Dimensions> FORMATS =
      Map.of(
          FileType.Jpeg,
          new Dimensions(
              JpegDirectory.class, JpegDirectory.TAG_IMAGE_WIDTH, JpegDirectory.TAG_IMAGE_HEIGHT),
          FileType.Png,
          new Dimensions(
              PngDirectory.class, PngDirectory.TAG_IMAGE_WIDTH, PngDirectory.TAG_IMAGE_HEIGHT),
          FileType.WebP,
          new Dimensions(
              WebpDirectory.class, WebpDirectory.TAG_IMAGE_WIDTH, WebpDirectory.TAG_IMAGE_HEIGHT),
          FileType.Bmp,
          new Dimensions(
              BmpHeaderDirectory.class,
              BmpHeaderDirectory.TAG_IMAGE_WIDTH,
              BmpHeaderDirectory.TAG_IMAGE_HEIGHT),
          FileType.Gif,
          new Dimensions(
              GifHeaderDirectory.class,
              GifHeaderDirectory.TAG_IMAGE_WIDTH,
              GifHeaderDirectory.TAG_IMAGE_HEIGHT));

  static ImageHeader read(byte[] encoded) throws InvalidImageException {
    try {
      FileType type = typeOf(encoded);
      Dimensions dimensions = FORMATS.get(type);
      if (dimensions == null) {
        throw new InvalidImageException(
            RejectReason.UNKNOWN_FORMAT,
            "%d bytes of format %s: expected JPEG, PNG, WebP, BMP or GIF"
                .formatted(encoded.length, type.getName()));
      }
      Metadata metadata =
          ImageMetadataReader.readMetadata(new ByteArrayInputStream(encoded), encoded.length, type);
      for (Directory directory : metadata.getDirectoriesOfType(dimensions.directory())) {
        if (directory.containsTag(dimensions.width())) {
          // A BMP whose rows run from the top has a negative height.
          return new ImageHeader(
              Math.abs(directory.getInt(dimensions.width())),
              Math.abs(directory.getInt(dimensions.height())));
        }
      }
      throw damaged("its header says no size");
    } catch (ImageProcessingException | MetadataException | IOException e) {
      throw damaged(e.getMessage());
    }
  }

  private static FileType typeOf(byte[] encoded) throws IOException {
    return FileTypeDetector.detectFileType(
        new BufferedInputStream(new ByteArrayInputStream(encoded)));
  }

  private static InvalidImageException damaged(String why) {
    return new InvalidImageException(
        RejectReason.DAMAGED_IMAGE,
        "the image's header cannot be read: %s; expected a whole image".formatted(why));
  }
}
