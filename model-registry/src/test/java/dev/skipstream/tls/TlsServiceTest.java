package dev.skipstream.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.artifact.FileSystemArtifactStore;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.registry.server.RegistryClient;
import dev.skipstream.registry.server.RegistryServer;
import dev.skipstream.registry.server.RemoteModelRegistry;
import dev.skipstream.registry.server.ServerSettings;
import dev.skipstream.registry.server.TransferLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with a certificate of a private authority. */
class TlsServiceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Certificates certificates;
  private Path authority;
  private TlsFiles files;
  private RegistryServer server;

  @BeforeEach
  void start() throws Exception {
    certificates = new Certificates();
    authority = certificates.writeAuthority(folder.resolve("ca.crt"));
    certificates.issue("first", "EC").write(folder, "server");
    start(Duration.ofHours(1));
  }

  private void start(Duration lookEvery) throws IOException {
    files = TlsFiles.open(folder.resolve("server.crt"), folder.resolve("server.key"), lookEvery);
    server =
        RegistryServer.start(
            new ServerSettings(
                "127.0.0.1",
                0,
                Optional.empty(),
                folder,
                1_000,
                TransferLimits.DEFAULT,
                Optional.of(files)),
            () -> LoggedModelRegistry.inFolder(folder, Clock.systemUTC(), "the service"),
            new FileSystemArtifactStore(folder));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aClientThatTrustsTheAuthorityIsAnswered() {
    assertThat(registry("https", Optional.of(authority)).models()).isEmpty();
  }

  @Test
  void aClientThatDoesNotTrustTheAuthorityIsToldHowTo() {
    assertThatThrownBy(() -> registry("https", Optional.empty()).models())
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("its certificate is from an authority that is not trusted here")
        .hasMessageContaining("--registry-ca");
    assertThatThrownBy(() -> registry("https", Optional.of(folder.resolve("server.key"))))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("has no certificate: expected PEM");
  }

  @Test
  void noPlainConnectionIsAnswered() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout((int) PATIENCE.toMillis());
      assertThat(answer(socket)).doesNotContain("live", "HTTP/1.1");
    }
    assertThatThrownBy(() -> registry("http", Optional.empty()).models())
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void replacedFilesAreTakenUpAndABrokenPairLeavesTheOldOneInForce() throws Exception {
    assertThat(served()).isEqualTo("CN=first");
    certificates.issue("second", "RSA").write(folder, "second");

    replace("second.key", "server.key"); // before its certificate
    files.reloadIfChanged();
    assertThat(served()).isEqualTo("CN=first");

    replace("second.crt", "server.crt");
    files.reloadIfChanged();
    assertThat(served()).isEqualTo("CN=second");
    assertThat(registry("https", Optional.of(authority)).models()).isEmpty();

    Files.writeString(folder.resolve("server.crt"), "not a certificate");
    files.reloadIfChanged();
    assertThat(served()).isEqualTo("CN=second");

    Files.delete(folder.resolve("server.crt"));
    files.reloadIfChanged();
    assertThat(served()).isEqualTo("CN=second");
  }

  @Test
  void looksAtTheFilesByItself() throws Exception {
    server.close();
    start(Duration.ofMillis(20));
    certificates.issue("next", "EC").write(folder, "server");

    await().atMost(PATIENCE).until(() -> served().equals("CN=next"));
  }

  private static String answer(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      return ""; // closed by the service, with what it did not read
    }
  }

  private void replace(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  /** The name in the certificate that a new connection is shown. */
  private String served() throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            TrustedAuthority.read(authority)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    } catch (SSLException e) {
      throw new IOException("no handshake", e);
    }
  }

  private RemoteModelRegistry registry(String scheme, Optional<Path> trusted) {
    return new RemoteModelRegistry(
        new RegistryClient(
            RegistryClient.Kind.REGISTRY,
            URI.create("%s://127.0.0.1:%d".formatted(scheme, server.port())),
            Optional.empty(),
            trusted));
  }
}
