package dev.skipstream.registry.server;

import dev.skipstream.registry.AliasMovedException;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.registry.internal.RegistryJson;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.registry.server.Problem.ProblemException;
import dev.skipstream.tls.TlsFiles;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.json.JsonMapper;
import io.javalin.util.JavalinException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry as a service; {@code /openapi.json} describes it.
 *
 * <p>Threading: has threads of its own, from {@link #start} to {@link #close}. Requests take turns
 * at the registry's log.
 */
public final class RegistryServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);

  /** The description of the service. */
  static final String OPENAPI = "openapi.json";

  /** The schema that the description refers to. */
  private static final String ENTRY_SCHEMA = "registry-entry.v1.json";

  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  /** Requests whose body is being read: with the transfers, fewer than the server has threads. */
  private static final int BODIES = 64;

  private final LoggedModelRegistry registry;
  private final ChangeFeed changes;
  private final Optional<TlsFiles> tls;
  private final Transfers transfers;
  private final Transfers bodies;
  private final Javalin server;

  private RegistryServer(
      ServerSettings settings,
      LoggedModelRegistry registry,
      ArtifactStore artifacts,
      ChangeFeed changes) {
    this.registry = registry;
    this.changes = changes;
    this.tls = settings.tls();
    this.transfers = new Transfers("transfers of archives", settings.transfers());
    this.bodies =
        new Transfers(
            "places for requests with a body",
            new TransferLimits(
                BODIES, settings.transfers().bytesPerSecond(), settings.transfers().window()));
    this.server =
        Javalin.create(
            config -> {
              settle(config);
              // In the place of Javalin's own connector, which is plain.
              tls.ifPresent(
                  files ->
                      config.jetty.addConnector(
                          (jetty, http) ->
                              files.connector(jetty, http, settings.host(), settings.port())));
              Access access = new Access(settings.tokens(), settings.host());
              config.routes.before(RegistryServer::requireDecodable);
              config.routes.beforeMatched("/v1/*", access::check);
              config.routes.beforeMatched("/api/*", access::check);
              Map<String, byte[]> documents =
                  Map.of(
                      OPENAPI,
                      resource(OPENAPI),
                      ENTRY_SCHEMA,
                      resource("/dev/skipstream/schemas/" + ENTRY_SCHEMA));
              new ModelApi(registry, artifacts, changes, new BodySchemas(documents, bodies))
                  .addTo(config.routes);
              new ArtifactApi(artifacts, transfers, settings).addTo(config.routes);
              new MlflowApi(registry).addTo(config.routes);
              config.routes.get("/health/live", request -> request.result("live"));
              documents.forEach(
                  (name, content) ->
                      config.routes.get(
                          "/" + name,
                          request -> request.contentType("application/json").result(content)));
              failures(config);
            });
  }

  /**
   * Starts to answer.
   *
   * @param registry opens the registry; the service closes what it opens
   * @throws IOException when it cannot listen there; says why
   */
  public static RegistryServer start(
      ServerSettings settings, Supplier<LoggedModelRegistry> registry, ArtifactStore artifacts)
      throws IOException {
    RegistryServer service =
        new RegistryServer(settings, registry.get(), artifacts, new ChangeFeed(registry));
    try {
      service.server.start(settings.host(), settings.port());
      return service;
    } catch (JavalinException e) {
      service.close();
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw new IOException(
          "cannot listen at %s:%d (%s)"
              .formatted(settings.host(), settings.port(), root.getMessage()),
          e);
    }
  }

  /** Returns the port at which it listens. */
  public int port() {
    return server.port();
  }

  /** Methods and paths that are answered. */
  List<String> routes() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
        .toList();
  }

  @Override
  public void close() {
    server.stop();
    transfers.close();
    bodies.close();
    tls.ifPresent(TlsFiles::close);
    changes.close();
    registry.close();
  }

  private static void settle(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    // Jetty would give a request the value that its connection had before in another case: a
    // token's.
    config.jetty.modifyHttpConfiguration(http -> http.setHeaderCacheCaseSensitive(true));
    config.jetty.modifyServer(server -> server.setErrorHandler(new ErrorProblems()));
    config.jsonMapper(
        new JsonMapper() {
          @Override
          public String toJsonString(Object value, Type type) {
            return RegistryJson.write(value);
          }
        });
  }

  /** Javalin drops a parameter that it cannot decode, and would answer as if it were not there. */
  private static void requireDecodable(Context request) {
    String query = request.queryString();
    if (query != null && BAD_ESCAPE.matcher(query).find()) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST,
          "the query is '%s': expected two hex digits after each %%".formatted(query));
    }
  }

  private static byte[] resource(String name) {
    try (InputStream resource = RegistryServer.class.getResourceAsStream(name)) {
      return resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void failures(JavalinConfig config) {
    config
        .routes
        .exception(ProblemException.class, (e, request) -> fail(request, e.status(), e))
        .exception(
            RegistryJson.UnreadableException.class,
            (e, request) -> fail(request, HttpStatus.BAD_REQUEST, e))
        .exception(
            UnknownModelException.class, (e, request) -> fail(request, HttpStatus.NOT_FOUND, e))
        .exception(
            InvalidModelException.class,
            (e, request) -> fail(request, HttpStatus.UNPROCESSABLE_CONTENT, e))
        .exception(
            AliasMovedException.class,
            (e, request) -> fail(request, HttpStatus.PRECONDITION_FAILED, e))
        .exception(
            RegistryUnavailableException.class,
            (e, request) -> {
              // The message names folders and hosts, which clients need not know.
              LOG.warn("no answer to {}: {}", request.path(), e.getMessage());
              fail(
                  request,
                  HttpStatus.SERVICE_UNAVAILABLE,
                  e.problem()
                      .orElse("the registry cannot be read or written now; its log says why"));
            })
        .exception(
            HttpResponseException.class,
            (e, request) -> fail(request, HttpStatus.forStatus(e.getStatus()), e))
        .exception(
            EOFException.class,
            (e, request) ->
                LOG.info("the client of {} hung up: {}", request.path(), e.getMessage()))
        .exception(
            Exception.class,
            (e, request) -> {
              LOG.error("no answer to {}", request.path(), e);
              Problem.answer(
                  request,
                  HttpStatus.INTERNAL_SERVER_ERROR,
                  "an error of the registry's own; its log says more");
            });
  }

  private static void fail(Context request, HttpStatus status, Exception e) {
    fail(request, status, e.getMessage());
  }

  private static void fail(Context request, HttpStatus status, String detail) {
    if (MlflowApi.isAsked(request)) {
      MlflowApi.fail(request, status, detail);
    } else {
      Problem.answer(request, status, detail);
    }
  }
}
