package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.health.HealthServer;
import dev.skipstream.health.HttpProbe;
import dev.skipstream.health.PrometheusMetrics;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.tls.Certificates;
import dev.skipstream.tls.TlsFileException;
import dev.skipstream.tls.TrustedAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(30)
class HttpOptionsTest {
  private final PrometheusMetrics metrics = new PrometheusMetrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void aPortThatIsTakenIsTheUsersErrorAndNamesTheFlag() {
    try (HealthServer first = serve("--http-port=0").orElseThrow()) {
      assertThatThrownBy(() -> serve("--http-port=" + first.port()))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              "health and metrics: cannot listen at 127.0.0.1:%d (Address already in use); give another --http-port (0 for any that is free, or none) or --http-host"
                  .formatted(first.port()));
    }
  }

  @Test
  void listensAtNoPortWhenNoneIsWanted() {
    assertThat(serve("--http-port=none")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "http"})
  void refusesAPortThatIsNone(String port) {
    assertThatThrownBy(() -> serve("--http-port=" + port))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--http-port is '" + port + "': expected a number from 0 to 65535");
  }

  @Test
  void speaksTlsWithTheCertificateThatItIsGivenAndNothingElse(@TempDir Path folder)
      throws Exception {
    Certificates certificates = new Certificates();
    certificates.issue("console", "EC").write(folder, "server");
    Path authority = certificates.writeAuthority(folder.resolve("ca.crt"));
    try (HealthServer console = serve(tls(folder, "server.key")).orElseThrow()) {
      HttpClient client =
          HttpClient.newBuilder().sslContext(TrustedAuthority.read(authority)).build();
      HttpResponse<String> live =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("https://127.0.0.1:%d/health/live".formatted(console.port())))
                  .build(),
              BodyHandlers.ofString());

      assertThat(live.statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> new HttpProbe(console.port()).get("/health/live"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesACertificateWithoutItsKey(@TempDir Path folder) throws Exception {
    Certificates certificates = new Certificates();
    certificates.issue("console", "EC").write(folder, "server");
    certificates.issue("other", "EC").write(folder, "other");

    assertThatThrownBy(() -> serve(tls(folder, "other.key")))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("other.key is not the key of the first certificate in");
    assertThatThrownBy(
            () -> serve("--http-port=0", "--http-tls-certificate=" + folder.resolve("server.crt")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--http-tls-key");
  }

  private static String[] tls(Path folder, String key) {
    return new String[] {
      "--http-port=0",
      "--http-tls-certificate=" + folder.resolve("server.crt"),
      "--http-tls-key=" + folder.resolve(key)
    };
  }

  private Optional<HealthServer> serve(String... args) {
    return CommandLine.populateCommand(new HttpOptions(), args)
        .serve(new StreamHealth(List.of()), metrics);
  }
}
