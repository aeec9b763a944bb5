package dev.skipstream.image.header;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngHeader;
import com.drew.imaging.riff.RiffReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.bmp.BmpHeaderDirectory;
import com.drew.metadata.bmp.BmpReader;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.jpeg.JpegReader;
import com.drew.metadata.webp.WebpDirectory;
import com.drew.metadata.webp.WebpRiffHandler;
import dev.skipstream.schemas.event.RejectReason;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The format of an encoded image, and how large it says it is, read without decoding it. Nothing
 * else is read: texts, profiles and thumbnails may be compressed or nested, and are what a hostile
 * image hides in.
 *
 * @param type the format
 * @param width pixels, before EXIF orientation
 * @param height pixels, before EXIF orientation
 */
public record ImageHeader(FileType type, int width, int height) {
  static final String FORMATS = "JPEG, PNG, WebP, BMP, GIF or TIFF";

  /**
   * The maximum number of scans. Encoders write a dozen, and a few dozen if they optimise the size
   * of the file.
   */
  private static final int MOST_SCANS = 100;

  private static final int GIF_SIGNATURE_BYTES = 6;

  public static ImageHeader read(byte[] encoded) throws InvalidImageException {
    try {
      if (TiffHeader.isTiff(encoded)) {
        return TiffHeader.read(encoded);
      }
      FileType type = typeOf(encoded);
      return switch (type) {
        case Jpeg -> jpeg(encoded);
        case Png -> png(encoded);
        case WebP -> webp(encoded);
        case Bmp -> bmp(encoded);
        case Gif -> gif(encoded);
        default ->
            throw new InvalidImageException(
                RejectReason.UNKNOWN_FORMAT,
                "%d bytes of format %s: expected %s"
                    .formatted(
                        encoded.length, mediaBrand(encoded).orElseGet(type::getName), FORMATS));
      };
    } catch (ImageProcessingException | MetadataException | IOException e) {
      throw damaged(e.getMessage());
    }
  }

  private static FileType typeOf(byte[] encoded) throws IOException {
    return FileTypeDetector.detectFileType(
        new BufferedInputStream(new ByteArrayInputStream(encoded)));
  }

  /**
   * The format that an ISO base media file has by its major brand; one container holds them all.
   */
  private static Optional<String> mediaBrand(byte[] encoded) {
    if (encoded.length < 12 || !"ftyp".equals(new String(encoded, 4, 4, ISO_8859_1))) {
      return Optional.empty();
    }
    String brand = new String(encoded, 8, 4, ISO_8859_1);
    return switch (brand) {
      case "avif", "avis" -> Optional.of("AVIF");
      case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1" -> Optional.of("HEIC");
      default -> Optional.of("ISO media with the brand " + brand.strip());
    };
  }

  private static ImageHeader jpeg(byte[] encoded)
      throws ImageProcessingException, IOException, MetadataException, InvalidImageException {
    if (JpegScans.count(encoded, MOST_SCANS + 1) > MOST_SCANS) {
      throw new InvalidImageException(
          RejectReason.TOO_MANY_SCANS,
          "the JPEG has more than %d scans: expected a dozen; each is a pass over the whole picture"
              .formatted(MOST_SCANS));
    }
    Metadata metadata =
        JpegMetadataReader.readMetadata(
            new ByteArrayInputStream(encoded), List.of(new JpegReader()));
    return size(
        FileType.Jpeg,
        metadata.getFirstDirectoryOfType(JpegDirectory.class),
        JpegDirectory.TAG_IMAGE_WIDTH,
        JpegDirectory.TAG_IMAGE_HEIGHT);
  }

  private static ImageHeader png(byte[] encoded)
      throws ImageProcessingException, IOException, InvalidImageException {
    Iterable<PngChunk> chunks =
        new PngChunkReader()
            .extract(new SequentialByteArrayReader(encoded), Set.of(PngChunkType.IHDR));
    for (PngChunk chunk : chunks) {
      PngHeader header = new PngHeader(chunk.getBytes());
      return new ImageHeader(FileType.Png, header.getImageWidth(), header.getImageHeight());
    }
    throw damaged("it has none");
  }

  private static ImageHeader webp(byte[] encoded)
      throws ImageProcessingException, IOException, MetadataException, InvalidImageException {
    Metadata metadata = new Metadata();
    new RiffReader().processRiff(new SequentialByteArrayReader(encoded), new WebpSizes(metadata));
    return size(
        FileType.WebP,
        metadata.getFirstDirectoryOfType(WebpDirectory.class),
        WebpDirectory.TAG_IMAGE_WIDTH,
        WebpDirectory.TAG_IMAGE_HEIGHT);
  }

  private static ImageHeader bmp(byte[] encoded) throws MetadataException, InvalidImageException {
    Metadata metadata = new Metadata();
    new BmpReader().extract(new SequentialByteArrayReader(encoded), metadata);
    return size(
        FileType.Bmp,
        metadata.getFirstDirectoryOfType(BmpHeaderDirectory.class),
        BmpHeaderDirectory.TAG_IMAGE_WIDTH,
        BmpHeaderDirectory.TAG_IMAGE_HEIGHT);
  }

  private static ImageHeader gif(byte[] encoded) throws IOException {
    SequentialByteArrayReader reader = new SequentialByteArrayReader(encoded);
    reader.setMotorolaByteOrder(false);
    reader.skip(GIF_SIGNATURE_BYTES);
    return new ImageHeader(FileType.Gif, reader.getUInt16(), reader.getUInt16());
  }

  private static ImageHeader size(FileType type, Directory directory, int width, int height)
      throws MetadataException, InvalidImageException {
    if (directory == null || !directory.containsTag(width)) {
      throw damaged("it says no size");
    }
    // A BMP whose rows run from the top has a negative height.
    return new ImageHeader(
        type, Math.abs(directory.getInt(width)), Math.abs(directory.getInt(height)));
  }

  private static InvalidImageException damaged(String why) {
    return new InvalidImageException(
        RejectReason.DAMAGED_IMAGE,
        "the image's header cannot be read: %s; expected a whole image".formatted(why));
  }

  /** Reads the chunks that have a size in them. */
  private static final class WebpSizes extends WebpRiffHandler {
    private static final Set<String> CHUNKS = Set.of("VP8X", "VP8L", "VP8 ");

    WebpSizes(Metadata metadata) {
      super(metadata);
    }

    @Override
    public boolean shouldAcceptChunk(String fourCc) {
      return CHUNKS.contains(fourCc);
    }
  }
}
