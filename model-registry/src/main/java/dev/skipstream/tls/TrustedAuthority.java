package dev.skipstream.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import nl.altindag.ssl.util.TrustManagerUtils;

/**
 * A certificate authority that a client trusts in place of the platform's, as with {@code curl
 * --cacert}.
 */
public final class TrustedAuthority {
  private TrustedAuthority() {}

  /**
   * Reads the certificates of one or more authorities.
   *
   * @param file PEM
   * @throws TlsFileException when the file is not that
   */
  public static SSLContext read(Path file) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null,
          new TrustManager[] {
            TrustManagerUtils.createTrustManager(PemIdentity.certificates("authority", file))
          },
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new TlsFileException(
          "TLS authority %s cannot be used: %s".formatted(file, e.getMessage()), e);
    }
  }
}
