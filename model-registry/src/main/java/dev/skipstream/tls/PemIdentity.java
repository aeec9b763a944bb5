package dev.skipstream.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import nl.altindag.ssl.pem.util.PemUtils;

/**
 * A certificate chain and the key of its first certificate.
 *
 * @param chain the server's own certificate first
 */
record PemIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE = "a certificate and its key".getBytes(StandardCharsets.UTF_8);

  PemIdentity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads two PEM files.
   *
   * @throws TlsFileException when one is no such file, the key has a password, or they are no pair
   */
  static PemIdentity read(Path certificate, Path key) {
    List<X509Certificate> chain = certificates("certificate", certificate);
    PemIdentity identity = new PemIdentity(chain, key(key));
    if (!identity.isPair()) {
      throw new TlsFileException(
          "TLS key %s is not the key of the first certificate in %s (%s): give the two that belong together"
              .formatted(key, certificate, chain.get(0).getSubjectX500Principal()));
    }
    return identity;
  }

  /** Reads the certificates of a file; {@code what} they are is for messages. */
  static List<X509Certificate> certificates(String what, Path file) {
    String pem = text(what, file);
    if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
      throw new TlsFileException(
          "TLS %s %s has no certificate: expected PEM, '-----BEGIN CERTIFICATE-----'"
              .formatted(what, file));
    }
    try {
      List<X509Certificate> chain = PemUtils.parseCertificate(pem);
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (RuntimeException e) {
      throw unreadable(what, file, e);
    }
    throw new TlsFileException("TLS %s %s has no certificate".formatted(what, file));
  }

  private static PrivateKey key(Path file) {
    String pem = text("key", file);
    if (pem.contains("ENCRYPTED")) {
      throw new TlsFileException(
          "TLS key %s is encrypted: expected a key without a password; write one with 'openssl pkey -in %s -out PLAIN.pem'"
              .formatted(file, file));
    }
    if (!pem.contains("PRIVATE KEY-----")) {
      throw new TlsFileException(
          "TLS key %s has no key: expected PEM, '-----BEGIN PRIVATE KEY-----'".formatted(file));
    }
    try {
      return PemUtils.parsePrivateKey(pem);
    } catch (RuntimeException e) {
      throw unreadable("key", file, e);
    }
  }

  private static String text(String what, Path file) {
    try {
      // Bytes that are no text are not PEM either, and the PEM parser reports them.
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
      throw new TlsFileException("TLS %s %s cannot be read: %s".formatted(what, file, why), e);
    }
  }

  private static TlsFileException unreadable(String what, Path file, RuntimeException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
    return new TlsFileException(
        "TLS %s %s cannot be read (%s): expected PEM as openssl writes it"
            .formatted(what, file, why),
        e);
  }

  /** Returns true if the certificate verifies a signature of the key. */
  private boolean isPair() {
    PublicKey open = chain.get(0).getPublicKey();
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC", "ECDSA" -> "SHA256withECDSA";
          default -> key.getAlgorithm(); // Ed25519 and its like sign under their own name
        };
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(PROBE);
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(open);
      verifying.update(PROBE);
      return verifying.verify(signing.sign());
    } catch (GeneralSecurityException e) {
      return false; // of two algorithms
    }
  }

  /** Returns an in-memory key store. The API requires the password, which protects nothing here. */
  KeyStore keyStore(String password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, password.toCharArray(), chain.toArray(new Certificate[0]));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsFileException("the TLS key cannot be used: " + e.getMessage(), e);
    }
  }
}
