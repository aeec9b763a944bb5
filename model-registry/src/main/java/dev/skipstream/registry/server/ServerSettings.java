package dev.skipstream.registry.server;

import dev.skipstream.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the service listens, and to whom.
 *
 * @param host the address to listen at
 * @param port 0 for any that is free
 * @param tokens who may use it; without, everybody may read, and write where the address is
 *     loopback
 * @param uploads folder for what is being uploaded: the artifact store's own, so that taking a file
 *     in is a rename. Folders {@code import-*} of a service that was killed stay behind there
 * @param uploadLimit bytes of the largest archive that is taken
 * @param transfers bounds of uploads and downloads
 * @param tls certificate and key; without, the service speaks plain HTTP. The service closes them
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
