package dev.skipstream.cli;

import dev.skipstream.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;

/** The two options for TLS of a server: both, or none. */
final class TlsPair {
  private TlsPair() {}

  /**
   * Opens the files.
   *
   * @param options the prefix of the options' names, such as {@code --http-tls}
   * @throws BadInputException when only one is given
   */
  static Optional<TlsFiles> open(String options, Optional<Path> certificate, Optional<Path> key) {
    if (certificate.isPresent() != key.isPresent()) {
      throw new BadInputException(
          "%s-%s is given without %s-%s: expected both, or none"
              .formatted(
                  options,
                  key.isPresent() ? "key" : "certificate",
                  options,
                  key.isPresent() ? "certificate" : "key"));
    }
    return certificate.map(file -> TlsFiles.open(file, key.orElseThrow()));
  }
}
