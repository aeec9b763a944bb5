package dev.skipstream.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A private authority of a test, and the certificates that it signs, for localhost. */
public final class Certificates {
  private static final Duration DAY = Duration.ofDays(1);

  private final KeyPair authorityKey;
  private final X509Certificate authority;
  private long serial = 1;

  public Certificates() throws GeneralSecurityException {
    authorityKey = newKey("EC");
    authority = sign("CN=authority", authorityKey.getPublic());
  }

  /** A certificate and its key, as PEM. */
  public record Pair(X509Certificate certificate, PrivateKey key) {
    /** Writes {@code NAME.crt} and {@code NAME.key}. */
    public void write(Path folder, String name) throws IOException {
      writePem(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded());
      try {
        writePem(folder.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded());
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }
  }

  /** The authority's own certificate, for clients. */
  public Path writeAuthority(Path file) throws IOException, GeneralSecurityException {
    writePem(file, "CERTIFICATE", authority.getEncoded());
    return file;
  }

  /** A certificate for localhost. */
  public Pair issue(String name, String algorithm) throws GeneralSecurityException {
    return issueFor(
        name,
        algorithm,
        new GeneralName(GeneralName.dNSName, "localhost"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
  }

  /** A certificate for another host than ours. */
  public Pair issueForHost(String host, String algorithm) throws GeneralSecurityException {
    return issueFor(host, algorithm, new GeneralName(GeneralName.dNSName, host));
  }

  private Pair issueFor(String name, String algorithm, GeneralName... hosts)
      throws GeneralSecurityException {
    KeyPair key = newKey(algorithm);
    return new Pair(sign("CN=" + name, key.getPublic(), hosts), key.getPrivate());
  }

  private static KeyPair newKey(String algorithm) throws GeneralSecurityException {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
  }

  private X509Certificate sign(String name, PublicKey key, GeneralName... hosts)
      throws GeneralSecurityException {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Principal("CN=authority"),
              BigInteger.valueOf(serial++),
              Date.from(Instant.now().minus(DAY)),
              Date.from(Instant.now().plus(DAY)),
              new X500Principal(name),
              key);
      boolean isAuthority = hosts.length == 0;
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      if (!isAuthority) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(hosts));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate())));
    } catch (IOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static void writePem(Path file, String what, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what));
  }
}
