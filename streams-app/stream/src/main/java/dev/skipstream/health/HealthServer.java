package dev.skipstream.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.tls.TlsFiles;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers by HTTP how the process is doing: {@code /health/live}, {@code /health/ready} and {@code
 * /metrics}. It may serve more resources of the process.
 *
 * <p>Threading: has threads of its own, from {@link #start} to {@link #close}; they read what other
 * threads publish and wait for none of them.
 */
public final class HealthServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
  private static final int OK = 200;
  private static final int INTERNAL_ERROR = 500;
  private static final int UNAVAILABLE = 503;

  static final int MAX_CONNECTIONS = 64;

  /** Connections beyond the limit wait for their turn: a probe among them waits a moment. */
  private static final long IDLE_MILLIS_WHEN_FULL = 200;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .build();

  private final Supplier<HealthAnswer> health;
  private final PrometheusMetrics metrics;
  private final Optional<TlsFiles> tls;
  private final Javalin server;

  private HealthServer(
      String host,
      int port,
      Optional<TlsFiles> tls,
      Supplier<HealthAnswer> health,
      PrometheusMetrics metrics,
      Map<String, HttpEndpoint> more) {
    this.tls = tls;
    this.health = health;
    this.metrics = metrics;
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.jetty.modifyServer(HealthServer::bound);
              // In the place of Javalin's own connector, which is plain.
              tls.ifPresent(
                  files ->
                      config.jetty.addConnector(
                          (jetty, http) -> files.connector(jetty, http, host, port)));
              config
                  .routes
                  .get("/health/live", this::live)
                  .get("/health/ready", this::ready)
                  .get("/metrics", this::metrics)
                  .exception(Exception.class, HealthServer::failed);
              more.forEach(
                  (path, endpoint) ->
                      config.routes.get(path, request -> endpoint(request, endpoint)));
            });
  }

  /**
   * Starts to answer.
   *
   * @param host the address to listen at
   * @param port 0 for any that is free
   * @throws IOException when it cannot listen there; says why
   */
  public static HealthServer start(
      String host, int port, StreamHealth health, PrometheusMetrics metrics) throws IOException {
    return start(host, port, Optional.empty(), health, metrics);
  }

  /**
   * Starts to answer.
   *
   * @param host the address to listen at
   * @param port 0 for any that is free
   * @param tls certificate and key, which the server closes; without, it speaks plain HTTP
   * @throws IOException when it cannot listen there; says why
   */
  public static HealthServer start(
      String host, int port, Optional<TlsFiles> tls, StreamHealth health, PrometheusMetrics metrics)
      throws IOException {
    return start(host, port, tls, () -> HealthBody.answer(health), metrics);
  }

  /**
   * Starts to answer for a process that is no stream.
   *
   * @param host the address to listen at
   * @param port 0 for any that is free
   * @param tls certificate and key, which the server closes; without, it speaks plain HTTP
   * @param health asked once for each probe, from any thread; it returns at once
   * @throws IOException when it cannot listen there; says why
   */
  public static HealthServer start(
      String host,
      int port,
      Optional<TlsFiles> tls,
      Supplier<HealthAnswer> health,
      PrometheusMetrics metrics)
      throws IOException {
    return start(host, port, tls, health, metrics, Map.of());
  }

  /**
   * Starts to answer for a stream with resources of its own.
   *
   * @param host the address to listen at
   * @param port 0 for any that is free
   * @param tls certificate and key, which the server closes; without, it speaks plain HTTP
   * @param more the resources by their paths, such as {@code /v1/counts}
   * @throws IOException when it cannot listen there; says why
   */
  public static HealthServer start(
      String host,
      int port,
      Optional<TlsFiles> tls,
      StreamHealth health,
      PrometheusMetrics metrics,
      Map<String, HttpEndpoint> more)
      throws IOException {
    return start(host, port, tls, () -> HealthBody.answer(health), metrics, more);
  }

  private static HealthServer start(
      String host,
      int port,
      Optional<TlsFiles> tls,
      Supplier<HealthAnswer> health,
      PrometheusMetrics metrics,
      Map<String, HttpEndpoint> more)
      throws IOException {
    HealthServer started = new HealthServer(host, port, tls, health, metrics, more);
    try {
      started.server.start(host, port);
      return started;
    } catch (JavalinException e) {
      started.close();
      throw new IOException("cannot listen at %s:%d (%s)".formatted(host, port, rootMessage(e)), e);
    }
  }

  /** Keeps idle connections from using up the file descriptors that the stream needs. */
  private static void bound(Server server) {
    NetworkConnectionLimit limit = new NetworkConnectionLimit(MAX_CONNECTIONS, server);
    limit.setEndPointIdleTimeout(IDLE_MILLIS_WHEN_FULL);
    server.addBean(limit);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  /** Returns the number of connections that it keeps open. */
  int connections() {
    return server
        .jettyServer()
        .server()
        .getBean(NetworkConnectionLimit.class)
        .getNetworkConnectionCount();
  }

  /** Returns the port of the server. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
    tls.ifPresent(TlsFiles::close);
  }

  private void live(Context request) throws JsonProcessingException {
    HealthAnswer answer = health.get();
    answer(request, answer.live(), answer.body());
  }

  private void ready(Context request) throws JsonProcessingException {
    HealthAnswer answer = health.get();
    answer(request, answer.ready(), answer.body());
  }

  private static void answer(Context request, boolean good, Object body)
      throws JsonProcessingException {
    request
        .status(good ? OK : UNAVAILABLE)
        .contentType("application/json")
        .result(JSON.writeValueAsString(body));
  }

  private static void endpoint(Context request, HttpEndpoint endpoint)
      throws JsonProcessingException {
    Map<String, String> parameters = new TreeMap<>();
    request.queryParamMap().forEach((name, values) -> parameters.put(name, values.get(0)));
    HttpReply reply = endpoint.get(parameters);
    request
        .status(reply.status())
        .contentType("application/json")
        .result(JSON.writeValueAsString(reply.body()));
  }

  private static void failed(Exception failure, Context request) {
    LOG.warn("no answer to {}", request.path(), failure);
    request.status(INTERNAL_ERROR);
  }

  private void metrics(Context request) {
    request.contentType(PrometheusMetrics.CONTENT_TYPE).result(metrics.scrape());
  }
}
