package dev.skipstream.camera;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The authorities that this Java trusts, as a PEM file: the FFmpeg that we ship brings none.
 *
 * <p>Threading: any thread; the first call writes the file.
 */
final class SystemAuthorities {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private static Path file;

  private SystemAuthorities() {}

  /** Returns the file; it is deleted when this JVM ends. */
  static synchronized Path pem() throws IOException {
    if (file == null || !Files.exists(file)) {
      file = Files.createTempFile("skipstream-authorities", ".pem");
      file.toFile().deleteOnExit();
      Files.writeString(file, certificates());
    }
    return file;
  }

  private static String certificates() throws IOException {
    StringBuilder pem = new StringBuilder();
    try {
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init((KeyStore) null);
      for (TrustManager manager : managers.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          for (X509Certificate certificate : x509.getAcceptedIssuers()) {
            pem.append("-----BEGIN CERTIFICATE-----\n")
                .append(LINES.encodeToString(certificate.getEncoded()))
                .append("\n-----END CERTIFICATE-----\n");
          }
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("the authorities of this Java cannot be read: " + e.getMessage(), e);
    }
    return pem.toString();
  }
}
