package dev.skipstream.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as manifests write it: {@code sha256:} and 64 lower-case hex digits. */
public final class Digests {
  private static final String SCHEME = "sha256:";

  private Digests() {}

  /** Returns the digest of a file's bytes. */
  public static String of(Path file) throws IOException {
    MessageDigest sha256 = sha256();
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return text(sha256);
  }

  /**
   * Checks that a model archive is the one that the registry means.
   *
   * @param where it comes from, for the message
   * @throws InvalidModelException when it is not
   */
  public static void require(Path file, String expected, String where) throws IOException {
    String actual = of(file);
    if (!actual.equals(expected)) {
      throw new InvalidModelException(
          "model archive %s: its digest is %s, the registry says %s; what is there is damaged or not this version, import it again"
              .formatted(where, actual, expected));
    }
  }

  /** A digest to be fed with bytes as they pass. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the text of a digest over the bytes that {@code digest} has read, and resets it. */
  public static String text(MessageDigest digest) {
    return SCHEME + HexFormat.of().formatHex(digest.digest());
  }

  /**
   * The hex digits of a digest.
   *
   * @throws InvalidModelException when the text is none
   */
  public static String hex(String digest) {
    if (!digest.matches(SCHEME + "[0-9a-f]{64}")) {
      throw new InvalidModelException(
          "digest is '%s': expected sha256: and 64 lower-case hex digits".formatted(digest));
    }
    return digest.substring(SCHEME.length());
  }
}
