package dev.skipstream.registry.server;

import dev.skipstream.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of the service: its address, its clients and its limits.
 *
 * @param host the address to listen at
 * @param port the port; 0 for any free one
 * @param tokens the tokens of the clients. Without tokens every client may read, and may write if
 *     the address is loopback
 * @param uploads the folder for uploads in progress. It is the artifact store's own, so that a
 *     finished upload is only renamed. Folders {@code import-*} of a service that was killed remain
 *     there
 * @param uploadLimit the size of the largest accepted archive, in bytes
 * @param transfers the limits of uploads and downloads
 * @param tls the certificate and key; without them the service uses plain HTTP. The service closes
 *     them
 */
public record ServerSettings(
    String host,
    int port,
    Optional<AccessTokens> tokens,
    Path uploads,
    long uploadLimit,
    TransferLimits transfers,
    Optional<TlsFiles> tls) {

  /** Folders of what is on its way into the artifact store begin so. */
  public static final String IMPORTS = "import-";
}
