package dev.skipstream.tracking;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.health.HealthServer;
import dev.skipstream.health.PrometheusMetrics;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.track.TrackerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.GroupProtocol;

/** One instance of tracking in this JVM, with an HTTP server. */
final class TrackingApp implements AutoCloseable {
  private final StreamHealth health = new StreamHealth(List.of());
  private final PrometheusMetrics metrics = new PrometheusMetrics();
  private final HealthServer server;
  private final TrackingStream stream;
  private final CompletableFuture<Void> running;

  private TrackingApp(
      String bootstrapServers, String application, TrackTopics topics, Path rules, Path state)
      throws IOException {
    CountsEndpoint counts = new CountsEndpoint();
    server =
        HealthServer.start(
            "127.0.0.1", 0, Optional.empty(), health, metrics, Map.of(CountsEndpoint.PATH, counts));
    counts.serveAt("http", "127.0.0.1", server.port());
    stream =
        new TrackingStream(
            settings(
                bootstrapServers,
                application,
                topics,
                rules,
                state,
                Duration.ofMillis(100),
                Optional.of(counts),
                new Telemetry(metrics.registry(), health)));
    running = CompletableFuture.runAsync(stream::run);
  }

  static TrackingApp start(
      String bootstrapServers, String application, TrackTopics topics, Path rules, Path state)
      throws IOException {
    return new TrackingApp(bootstrapServers, application, topics, rules, state);
  }

  static TrackingSettings settings(
      String bootstrapServers,
      String application,
      TrackTopics topics,
      Path rules,
      Path state,
      Duration commitInterval,
      Optional<CountsEndpoint> counts,
      Telemetry telemetry) {
    return new TrackingSettings(
        client(bootstrapServers),
        application,
        topics,
        TrackerSettings.DEFAULT,
        Counting.DEFAULT,
        new RulesSettings(
            Optional.of(rules), /* checked= */ true, ModelClasses.NONE, Duration.ZERO, "test"),
        new StreamSettings(true, GroupProtocol.CLASSIC, 2, commitInterval, Duration.ofSeconds(20)),
        state,
        counts,
        telemetry);
  }

  static Map<String, Object> client(String bootstrapServers) {
    Map<String, Object> client = new HashMap<>(SharedBroker.SHORT_SESSION);
    client.put("bootstrap.servers", bootstrapServers);
    // A killed instance's transaction blocks readers this long.
    client.put("transaction.timeout.ms", "6000");
    return client;
  }

  boolean isRunning() {
    if (running.isCompletedExceptionally()) {
      running.join();
    }
    return stream.isRunning();
  }

  /** Waits for an end by itself, and throws its cause. */
  void awaitEnd() {
    try {
      running.join();
    } finally {
      server.close();
      metrics.close();
    }
  }

  /** Stops answering by HTTP, as an instance that is gone. */
  void closeServer() {
    server.close();
  }

  int port() {
    return server.port();
  }

  String metrics() {
    return metrics.scrape();
  }

  @Override
  public void close() {
    stream.stop();
    try {
      running.join();
    } finally {
      server.close();
      metrics.close();
    }
  }
}
