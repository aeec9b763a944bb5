package dev.skipstream.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's certificate and key, as PEM files that may be replaced while it runs: new connections
 * then get the new certificate. Invalid files are reported in the log, and the previous ones stay
 * in use.
 *
 * <p>Threading: one thread of its own, from {@link #open} to {@link #close}, checks the files; it
 * waits for the file system only.
 */
public final class TlsFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /** A key store has one by form; this one never leaves the memory. */
  private static final String PASSWORD = "in-memory";

  private final Path certificate;
  private final Path key;
  private final SslContextFactory.Server ssl = new SslContextFactory.Server();
  private final ScheduledExecutorService watch;
  private List<Seen> seen;

  /** The state of a file at its last check. */
  private record Seen(FileTime written, long bytes, Object inode) {
    static Seen of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Seen(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor
  private TlsFiles(Path certificate, Path key, Duration lookEvery) {
    this.certificate = certificate;
    this.key = key;
    this.seen = look();
    PemIdentity identity = PemIdentity.read(certificate, key);
    warnIfExpired(identity.chain().get(0));
    ssl.setKeyStore(identity.keyStore(PASSWORD));
    ssl.setKeyStorePassword(PASSWORD);
    ssl.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "tls-files");
              thread.setDaemon(true);
              return thread;
            });
    watch.scheduleWithFixedDelay(
        this::reloadIfChanged, lookEvery.toMillis(), lookEvery.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Reads a certificate chain and its key, and watches both files.
   *
   * @param certificate PEM, the server's own certificate first
   * @param key PEM, without a password
   * @throws TlsFileException when they cannot be used
   */
  public static TlsFiles open(Path certificate, Path key) {
    return open(certificate, key, LOOK_EVERY);
  }

  static TlsFiles open(Path certificate, Path key, Duration lookEvery) {
    return new TlsFiles(certificate, key, lookEvery);
  }

  /** Makes the connector of a server: it speaks TLS and nothing else. */
  public ServerConnector connector(Server server, HttpConfiguration http, String host, int port) {
    HttpConfiguration secure = new HttpConfiguration(http);
    // Probes ask by address: the client decides if the certificate's names fit, not the server.
    secure.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            server, new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory(secure));
    connector.setHost(host);
    connector.setPort(port);
    return connector;
  }

  /** Takes up the files if one has changed; tests call it when they have changed one. */
  synchronized void reloadIfChanged() {
    List<Seen> now = look();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      PemIdentity identity = PemIdentity.read(certificate, key);
      ssl.reload(factory -> factory.setKeyStore(identity.keyStore(PASSWORD)));
      X509Certificate own = identity.chain().get(0);
      LOG.info(
          "TLS certificate {} is in force, valid until {}",
          certificate,
          own.getNotAfter().toInstant());
      warnIfExpired(own);
    } catch (Exception e) {
      LOG.warn("{}; the certificate before it stays in force", e.getMessage());
    }
  }

  private List<Seen> look() {
    try {
      return List.of(Seen.of(certificate), Seen.of(key));
    } catch (IOException e) {
      return List.of(); // one is not there, or not at this moment
    }
  }

  private void warnIfExpired(X509Certificate own) {
    try {
      own.checkValidity();
    } catch (CertificateException e) {
      LOG.warn("TLS certificate {}: {}; clients will refuse it", certificate, e.getMessage());
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
