package dev.skipstream.camera;

import java.nio.file.Path;

/** The certificates that a camera may present. */
public sealed interface Trust {
  /** Certificates of the authorities that this Java trusts. */
  record SystemAuthorities() implements Trust {}

  /**
   * Certificates of one authority, or one self-signed certificate.
   *
   * @param pem a PEM file
   */
  record Authority(Path pem) implements Trust {}

  /** Any certificate: the connection is encrypted, the camera is not authenticated. */
  record Insecure() implements Trust {}
}
