package dev.skipstream.registry.server;

import dev.skipstream.registry.AliasMovedException;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.registry.internal.RegistryJson;
import dev.skipstream.tls.TrustedAuthority;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Asks a registry service, and turns its problems into the exceptions that a registry throws.
 *
 * <p>Threading: any thread.
 */
public final class RegistryClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration TRANSFER = Duration.ofHours(1);
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int TOO_LARGE = 413;
  private static final int UNPROCESSABLE = 422;
  private static final int UNAVAILABLE = 503;

  /**
   * The number of retries while the service has no capacity: several minutes, including the waits.
   */
  private static final int RETRIES = 30;

  private static final int LONGEST_WAIT_SECONDS = 30;

  /** Kinds of service, by what an error says of them. */
  public enum Kind {
    REGISTRY(
        "registry",
        "check --registry, and that 'models serve' runs there",
        "SKIPSTREAM_REGISTRY_TOKEN"),
    MLFLOW(
        "MLflow server", "check --mlflow, and that the server runs there", "MLFLOW_TRACKING_TOKEN");

    private final String name;
    private final String advice;
    private final String tokenVariable;

    Kind(String name, String advice, String tokenVariable) {
      this.name = name;
      this.advice = advice;
      this.tokenVariable = tokenVariable;
    }
  }

  private final Kind kind;
  private final URI service;
  private final Optional<String> token;
  private final HttpClient http;

  /**
   * A client; nothing is asked before it is used.
   *
   * @param service such as {@code https://models.example.org}
   * @param token for services that want one
   */
  public RegistryClient(URI service, Optional<String> token) {
    this(Kind.REGISTRY, service, token, Optional.empty());
  }

  /**
   * A client of a service of some kind; nothing is asked before it is used.
   *
   * @param service such as {@code https://models.example.org}
   * @param token for services that want one
   * @param authority PEM file of the authority that the service's certificate is from; without, the
   *     platform's authorities are trusted
   */
  public RegistryClient(Kind kind, URI service, Optional<String> token, Optional<Path> authority) {
    this.kind = kind;
    String scheme = service.getScheme();
    if (service.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new InvalidModelException(
          "%s is '%s': expected http://HOST:PORT or https://HOST".formatted(kind.name, service));
    }
    this.service = URI.create(service.toString().replaceFirst("/+$", ""));
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER);
    authority.ifPresent(file -> builder.sslContext(TrustedAuthority.read(file)));
    this.http = builder.build();
  }

  <T> T get(String path, Class<T> type) {
    return get(path, type, Duration.ZERO);
  }

  /**
   * Sends a request whose response may take long.
   *
   * @param wait the time for which the service was asked to wait
   */
  <T> T get(String path, Class<T> type, Duration wait) {
    return RegistryJson.read(
        send(request(path).timeout(ANSWER.plus(wait)).GET(), BodyHandlers.ofString()), type);
  }

  <T> T post(String path, Object body, Class<T> type) {
    return RegistryJson.read(
        send(json(path).POST(BodyPublishers.ofString(RegistryJson.write(body)))), type);
  }

  void put(String path, Object body) {
    send(json(path).PUT(BodyPublishers.ofString(RegistryJson.write(body))));
  }

  /**
   * Changes a resource, unless it has changed since the caller read it.
   *
   * @param header the header that states this condition, with its value
   */
  void put(String path, Object body, String header, String value) {
    send(json(path).header(header, value).PUT(BodyPublishers.ofString(RegistryJson.write(body))));
  }

  /** Removes a resource, unless it has changed since it had an ETag. */
  void delete(String path, String etag) {
    send(request(path).timeout(ANSWER).header("If-Match", etag).DELETE());
  }

  /** Asks whether something is there. */
  void head(String path) {
    send(request(path).timeout(ANSWER).method("HEAD", BodyPublishers.noBody()));
  }

  void upload(String path, Path file) throws IOException {
    send(
        request(path)
            .timeout(TRANSFER)
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofFile(file)));
  }

  void download(String path, Path file) {
    send(
        request(path).timeout(TRANSFER).GET(),
        answer ->
            isGood(answer.statusCode())
                ? BodySubscribers.mapping(BodySubscribers.ofFile(file), Path::toString)
                : BodyHandlers.ofString().apply(answer));
  }

  private HttpRequest.Builder json(String path) {
    return request(path).timeout(ANSWER).header("Content-Type", "application/json");
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service + path));
    token.ifPresent(one -> request.header("Authorization", "Bearer " + one));
    return request;
  }

  private String send(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofString());
  }

  private String send(HttpRequest.Builder builder, BodyHandler<String> handler) {
    HttpRequest request = builder.build();
    HttpResponse<String> answer;
    try {
      answer = http.send(request, handler);
      for (int i = 0; i < RETRIES && waitUntilFree(answer); i++) {
        answer = http.send(request, handler);
      }
    } catch (IOException e) {
      String why = e instanceof ConnectException ? "no server answers" : whyOf(e);
      throw new RegistryUnavailableException(
          "%s %s: %s; %s".formatted(kind.name, service, why, kind.advice), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryUnavailableException(
          "%s %s: interrupted while it was asked".formatted(kind.name, service), e);
    }
    if (!isGood(answer.statusCode())) {
      throw failure(answer);
    }
    return answer.body();
  }

  private static String whyOf(IOException e) {
    if (!(e instanceof SSLException)) {
      return e.toString();
    }
    if (String.valueOf(e.getMessage()).contains("PKIX")) {
      return "its certificate is from an authority that is not trusted here (%s); give the authority's certificate with --registry-ca"
          .formatted(e.getMessage());
    }
    return "TLS fails (%s); check that the address has https where the service has a certificate, and http where it has none"
        .formatted(e.getMessage());
  }

  /** Waits as long as a service wants that has no room for the request now; it did nothing. */
  private static boolean waitUntilFree(HttpResponse<String> answer) throws InterruptedException {
    String seconds = answer.headers().firstValue("Retry-After").orElse("");
    if (answer.statusCode() != UNAVAILABLE || !seconds.matches("[0-9]{1,4}")) {
      return false;
    }
    Thread.sleep(1000L * Math.min(Integer.parseInt(seconds), LONGEST_WAIT_SECONDS));
    return true;
  }

  private static boolean isGood(int status) {
    return status / 100 == 2;
  }

  private RuntimeException failure(HttpResponse<String> answer) {
    String detail = detail(answer);
    return switch (answer.statusCode()) {
      case NOT_FOUND -> new UnknownModelException(detail);
      case PRECONDITION_FAILED -> new AliasMovedException(detail);
      case BAD_REQUEST, TOO_LARGE, UNPROCESSABLE -> new InvalidModelException(detail);
      case UNAUTHORIZED, FORBIDDEN ->
          new RegistryUnavailableException(
              "%s %s: %s; set %s".formatted(kind.name, service, detail, kind.tokenVariable));
      default ->
          new RegistryUnavailableException("%s %s: %s".formatted(kind.name, service, detail));
    };
  }

  /** The message of a problem, of this service or of MLflow. */
  private record Told(String detail, String message) {}

  private static String detail(HttpResponse<String> answer) {
    try {
      Told told = RegistryJson.read(answer.body(), Told.class);
      if (told.detail() != null || told.message() != null) {
        return told.detail() != null ? told.detail() : told.message();
      }
    } catch (RegistryJson.UnreadableException e) {
      // Not from the service: a proxy's page, say.
    }
    return "it answers %d to %s".formatted(answer.statusCode(), answer.request().uri());
  }
}
