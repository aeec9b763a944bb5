package dev.skipstream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.console.ConsoleServer;
import dev.skipstream.console.PrometheusMetrics;
import dev.skipstream.topology.StreamHealth;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    try (ConsoleServer first = serve("--http-port=0").orElseThrow()) {
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

  private Optional<ConsoleServer> serve(String... args) {
    return CommandLine.populateCommand(new HttpOptions(), args)
        .serve(new StreamHealth(List.of()), metrics);
  }
}
