package dev.skipstream.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.telemetry.StreamHealth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HealthServerTest {
  private static final String STARTING =
      "{\"status\":\"starting\",\"streams\":\"CREATED\",\"threads\":0,\"models\":[{\"name\":\"cells\",\"version\":1,\"digest\":\"sha256:00\",\"warm\":false}]}";

  private final StreamHealth health =
      new StreamHealth(List.of(new ModelIdentity("cells", 1, "sha256:00")));
  private final PrometheusMetrics metrics = new PrometheusMetrics();
  private HealthServer console;
  private HttpProbe probe;

  @BeforeEach
  void start() throws IOException {
    console = HealthServer.start("127.0.0.1", 0, health, metrics);
    probe = new HttpProbe(console.port());
  }

  @AfterEach
  void stop() {
    console.close();
    metrics.close();
  }

  @Test
  void isLiveAndNotReadyWhileModelsLoadAndSaysWhy() throws Exception {
    HttpResponse<String> live = probe.get("/health/live");
    HttpResponse<String> ready = probe.get("/health/ready");

    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(live.body()).isEqualTo(STARTING);
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo(STARTING);
    assertThat(ready.headers().firstValue("content-type")).contains("application/json");
  }

  /** A body with a time. */
  private record Counted(Map<String, String> asked, Instant at) {}

  @Test
  void servesAResourceOfItsProcessAsJson() throws Exception {
    Instant time = Instant.parse("2026-11-23T10:00:00Z");
    try (HealthServer server =
        HealthServer.start(
            "127.0.0.1",
            0,
            Optional.empty(),
            health,
            metrics,
            Map.of("/v1/counts", asked -> new HttpReply(404, new Counted(asked, time))))) {
      HttpResponse<String> answer =
          new HttpProbe(server.port()).get("/v1/counts?camera=lobby+1%2F%C3%A4&camera=other");

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.headers().firstValue("content-type")).contains("application/json");
      assertThat(answer.body())
          .isEqualTo("{\"asked\":{\"camera\":\"lobby 1/ä\"},\"at\":\"2026-11-23T10:00:00Z\"}");
      assertThat(new HttpProbe(server.port()).get("/health/live").body()).isEqualTo(STARTING);
    }
  }

  @Test
  void showsTheMetricsOfItsJvmInPrometheusTextFormat() throws Exception {
    HttpResponse<String> scraped = probe.get("/metrics");

    assertThat(scraped.statusCode()).isEqualTo(200);
    assertThat(scraped.headers().firstValue("content-type").orElseThrow().replace(" ", ""))
        .isEqualTo("text/plain;version=0.0.4;charset=utf-8");
    assertThat(scraped.body())
        .contains(
            "jvm_memory_used_bytes{", "jvm_threads_live_threads ", "jvm_gc_", "process_cpu_usage ");
  }

  @Test
  void answersBesideMoreIdleConnectionsThanItKeeps() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 3 * HealthServer.MAX_CONNECTIONS; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), console.port()));
      }

      assertThat(probe.get("/health/live").statusCode()).isEqualTo(200);

      assertThat(console.connections()).isLessThanOrEqualTo(HealthServer.MAX_CONNECTIONS);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void saysThatAPortIsTaken() {
    assertThatThrownBy(() -> HealthServer.start("127.0.0.1", console.port(), health, metrics))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot listen at 127.0.0.1:%d (Address already in use)".formatted(console.port()));
  }
}
