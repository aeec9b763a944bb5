package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.source.TestVideo;
import dev.skipstream.tls.Certificates;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Probes real servers: good ones, and one for each fault. */
@Timeout(120)
class CamerasProbeIT {
  private static final String PASSWORD = "pass@word/%7";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void measuresAStreamAndWritesAPicture() throws Exception {
    Path picture = folder.resolve("gate.jpg");
    try (PictureServer camera = PictureServer.withPassword("viewer", PASSWORD)) {
      assertThat(
              probe(
                  "http://viewer@127.0.0.1:%d/stream".formatted(camera.port()),
                  "--password-file=" + password(PASSWORD),
                  "--picture=" + picture,
                  "--time=2s",
                  "--json"))
          .as(err.toString())
          .isZero();
    }

    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.at("/stream/codec").asText()).isEqualTo("mjpeg");
    assertThat(report.get("pictureWidth").asInt()).isEqualTo(PictureServer.WIDTH);
    assertThat(report.get("pictureHeight").asInt()).isEqualTo(PictureServer.HEIGHT);
    assertThat(report.get("framesPerSecond").asDouble()).isBetween(1.0, 60.0);
    assertThat(report.get("clock").asText()).isEqualTo("arrival");
    assertThat(report.get("frames").asInt()).isGreaterThan(1);
    assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(PictureServer.WIDTH);
    assertThat(out.toString() + err).doesNotContain(PASSWORD);
  }

  @Test
  void aWrongPasswordIsOneLine() throws Exception {
    try (PictureServer camera = PictureServer.withPassword("viewer", "another")) {
      assertFails(
          "check the user in the address, and the password",
          "http://viewer@127.0.0.1:%d/stream".formatted(camera.port()),
          "--password-file=" + password(PASSWORD));
    }
  }

  @Test
  void aWrongPathIsOneLine() throws Exception {
    try (PictureServer camera = PictureServer.start(0)) {
      assertFails(
          "check the path of the stream", "http://127.0.0.1:%d/absent".formatted(camera.port()));
    }
  }

  @Test
  void aPageIsNoStream() throws Exception {
    try (PictureServer camera = PictureServer.start(0)) {
      camera.serve("/page", "text/html", "<html><body>Log in</body></html>".getBytes(UTF_8));

      assertFails(
          "expected the address of a video stream",
          "http://127.0.0.1:%d/page".formatted(camera.port()));
    }
  }

  @Test
  void anUnsupportedCodecIsOneLine() throws Exception {
    Path video = TestVideo.ofGreys(folder.resolve("odd.avi"), Collections.nCopies(20, 90));
    String bytes = new String(Files.readAllBytes(video), ISO_8859_1);
    assertThat(bytes).contains("FMP4");
    try (PictureServer camera = PictureServer.start(0)) {
      camera.serve("/odd", "video/avi", bytes.replace("FMP4", "QZX7").getBytes(ISO_8859_1));

      assertFails(
          "set the camera to H.264, H.265 or MJPEG",
          "http://127.0.0.1:%d/odd".formatted(camera.port()));
    }
  }

  @Test
  void aHostWithoutAServerIsOneLine() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertFails(
        "check the host, the port and the network", "rtsp://127.0.0.1:%d/stream".formatted(port));
  }

  @Test
  void anUntrustedCertificateIsOneLineAndCanBeTrusted() throws Exception {
    Certificates certificates = new Certificates();
    Path authority = certificates.writeAuthority(folder.resolve("ca.crt"));
    try (PictureServer camera =
        PictureServer.withTls(context(certificates.issue("camera", "RSA")))) {
      String url = "https://localhost:%d/stream".formatted(camera.port());

      assertFails("give the camera's authority (ca)", url);
      assertThat(probe(url, "--time=1s", "--ca=" + authority)).as(err.toString()).isZero();
      assertThat(probe(url, "--time=1s", "--insecure")).as(err.toString()).isZero();
    }
  }

  @Test
  void aCertificateOfAnotherHostIsOneLine() throws Exception {
    Certificates certificates = new Certificates();
    Path authority = certificates.writeAuthority(folder.resolve("ca.crt"));
    try (PictureServer camera =
        PictureServer.withTls(context(certificates.issueForHost("another.example", "RSA")))) {
      for (String scheme : List.of("https", "rtsps")) {
        assertFails(
            "give the camera's authority (ca)",
            "%s://localhost:%d/stream".formatted(scheme, camera.port()),
            "--ca=" + authority);
      }
    }
  }

  @Test
  void aPasswordInTheUrlIsRefusedWithTheOptionsToUse() {
    assertFails("contains a password", "rtsp://viewer:%s@127.0.0.1/stream".formatted("s3cret"));
    assertThat(err.toString())
        .contains("SKIPSTREAM_CAMERA_PASSWORD", "--password-file")
        .doesNotContain("s3cret");
  }

  @Test
  void noErrorQuotesAPasswordOfAnArgument() {
    assertThat(execute("cameras", "probe", "rtsp://h/s", "rtsp://viewer:s3cret@h/s")).isEqualTo(2);
    assertThat(execute("publish", "ftp://viewer:s3cret@h/s")).isNotZero();
    assertThat(execute("publish", "street:viewer://a:s3cret@h")).isNotZero();
    assertThat(err.toString()).doesNotContain("s3cret");
  }

  private void assertFails(String expected, String... args) {
    int before = err.toString().length();

    int status = probe(args);

    String line = err.toString().substring(before);
    assertThat(status).as(line).isEqualTo(2);
    assertThat(line).startsWith("skipstream: ").contains(expected).doesNotContain(PASSWORD);
    assertThat(line.lines()).hasSize(1);
  }

  private int probe(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "cameras";
    all[1] = "probe";
    System.arraycopy(args, 0, all, 2, args.length);
    return execute(all);
  }

  private int execute(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private Path password(String value) throws Exception {
    return Files.writeString(folder.resolve("camera.password"), value + "\n");
  }

  private static SSLContext context(Certificates.Pair pair) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("camera", pair.key(), new char[0], new X509Certificate[] {pair.certificate()});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
