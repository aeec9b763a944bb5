package dev.skipstream.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemIdentityTest {
  @TempDir Path folder;
  private Certificates certificates;
  private Path certificate;
  private Path key;

  @BeforeEach
  void issue() throws Exception {
    certificates = new Certificates();
    certificates.issue("server", "EC").write(folder, "server");
    certificate = folder.resolve("server.crt");
    key = folder.resolve("server.key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void readsACertificateAndItsKey(String algorithm) throws Exception {
    certificates.issue(algorithm, algorithm).write(folder, "server");

    PemIdentity identity = PemIdentity.read(certificate, key);

    assertThat(identity.chain().get(0).getSubjectX500Principal()).hasToString("CN=" + algorithm);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void refusesTwoFilesThatAreNoPair(String algorithm) throws Exception {
    certificates.issue("other", algorithm).write(folder, "other");

    refuses(
        certificate,
        folder.resolve("other.key"),
        "is not the key of the first certificate in %s (CN=server): give the two that belong together"
            .formatted(certificate));
  }

  @ParameterizedTest
  @CsvSource({
    "'-----BEGIN ENCRYPTED PRIVATE KEY-----', is encrypted: expected a key without a password",
    "'-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED', is encrypted: expected a key",
    "'nothing', has no key: expected PEM",
    "'', has no key: expected PEM",
    "'-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', cannot be read",
  })
  void refusesAKeyThatIsNone(String content, String message) throws Exception {
    Files.writeString(key, content);

    refuses(certificate, key, "TLS key " + key + " " + message);
  }

  @Test
  void refusesACertificateThatIsNone() throws Exception {
    refuses(key, key, "TLS certificate " + key + " has no certificate");
    refuses(folder.resolve("none"), key, "cannot be read: there is no such file");
    Files.writeString(
        certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    refuses(certificate, key, "TLS certificate " + certificate);
  }

  private static void refuses(Path certificate, Path key, String message) {
    assertThatThrownBy(() -> PemIdentity.read(certificate, key))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }
}
