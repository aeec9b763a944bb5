package dev.skipstream.source.store;

import dev.skipstream.schemas.event.ImageEvent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The name of an image in a store: {@code <source>/<frame>-<digest>.<extension>}. An image of other
 * content has another name, so no image replaces the image of an earlier event. A name has letters,
 * digits and {@code ._-} only: it leads nowhere else, and it is the same in a URI.
 *
 * @param folder of the source
 * @param file in the folder
 */
record ImageName(String folder, String file) {
  /** Characters that are kept of an id; file systems allow 255 bytes. */
  private static final int KEPT_CHARS = 100;

  /** Bytes of the digest in a name. */
  private static final int DIGEST_BYTES = 16;

  static ImageName of(ImageEvent event) {
    String source = event.source() + "/";
    String frame =
        event.id().startsWith(source) ? event.id().substring(source.length()) : event.id();
    return new ImageName(
        (event.source().startsWith(".") ? "_" : "") + plain(event.source()),
        "%s-%s.%s".formatted(plain(frame), digest(event.image()), extension(event)));
  }

  private static String plain(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9._-]", "_");
    return plain.isEmpty() ? "_" : plain.substring(0, Math.min(plain.length(), KEPT_CHARS));
  }

  private static String digest(byte[] image) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(image);
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }

  private static String extension(ImageEvent event) {
    return switch (event.contentType().orElse("").toLowerCase(Locale.ROOT)) {
      case "image/jpeg" -> "jpg";
      case "image/png" -> "png";
      case "image/webp" -> "webp";
      case "image/bmp" -> "bmp";
      case "image/gif" -> "gif";
      case "image/tiff" -> "tif";
      default -> "bin";
    };
  }

  @Override
  public String toString() {
    return folder + "/" + file;
  }
}
