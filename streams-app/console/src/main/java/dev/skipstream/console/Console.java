package dev.skipstream.console;

import dev.skipstream.console.LossView.Place;
import dev.skipstream.console.Sessions.Session;
import dev.skipstream.redrive.RedriveResult;
import dev.skipstream.tls.TlsFiles;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.NotFoundResponse;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the console's page, its events and its pictures.
 *
 * <p>Threading: has threads of its own, from {@link #start} to {@link #close}. The threads of the
 * server wait for nothing: answers are written as their readers take them, and a picture, a model
 * or an event is waited for by one thread each.
 */
public final class Console implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private static final int THREADS = 12;
  private static final int MAX_CONNECTIONS = 1_024;
  private static final int SEND_BUFFER = 128 << 10;
  private static final int MAX_BODY = 16 << 10;
  private static final int MAX_REASON = 500;

  private final ConsoleSettings settings;
  private final Clock clock = Clock.systemUTC();
  private final Assets assets = new Assets();
  private final Board board = new Board();
  private final Viewers viewers;
  private final Pictures pictures;
  private final ModelDesk models;
  private final RedriveDesk redrives;
  private final TrackDesk rules;
  private final Gate gate;
  private final Javalin server;

  private Console(ConsoleSettings settings) {
    this.settings = settings;
    gate = new Gate(settings, clock);
    pictures = new Pictures(settings.client(), settings.topics().pictures(), settings.references());
    models = new ModelDesk(settings.registry());
    redrives = new RedriveDesk(settings.client(), settings.topics());
    rules =
        new TrackDesk(settings.client(), settings.topics(), board.tracks(), settings.registry());
    viewers =
        new Viewers(
            board, new FeedReader(settings.client(), settings.topics(), board, clock), clock);
    server = Javalin.create(this::configure);
  }

  /**
   * Starts to answer.
   *
   * @throws IOException when it cannot listen there; says why
   */
  public static Console start(ConsoleSettings settings) throws IOException {
    Console console = new Console(settings);
    try {
      console.server.start(settings.host(), settings.port());
      return console;
    } catch (JavalinException e) {
      console.close();
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

  /** Returns the address of the page. */
  public String url() {
    return settings
        .publicUrl()
        .map(url -> "%s://%s/".formatted(url.getScheme(), url.getAuthority()))
        .orElseGet(
            () ->
                "%s://%s:%d/"
                    .formatted(
                        settings.tls().isPresent() ? "https" : "http", settings.host(), port()));
  }

  Board board() {
    return board;
  }

  /** Returns the number of open pages. */
  int viewers() {
    return viewers.count();
  }

  @Override
  public void close() {
    viewers.close();
    server.stop();
    pictures.close();
    models.close();
    redrives.close();
    rules.close();
    settings.tls().ifPresent(TlsFiles::close);
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = MAX_BODY;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("console");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(http -> http.setHeaderCacheCaseSensitive(true));
    config.jetty.modifyServer(Console::bound);
    config.jetty.addConnector(this::connector);
    config.routes.before(this::protect);
    config.routes.before("/api/*", this::requireReader);
    config.routes.before("/events", gate::requireReader);
    config.routes.before("/pictures/*", gate::requireReader);
    config
        .routes
        .get("/events", this::events)
        .get("/pictures/{topic}/{partition}/{offset}", this::picture)
        .get("/api/session", this::session)
        .post("/api/session", this::signIn)
        .delete("/api/session", this::signOut)
        .get("/api/frames", request -> json(request, board.frames(query(request, "camera"))))
        .get("/api/flow", request -> json(request, board.flow(clock.millis())))
        .get("/api/losses", request -> json(request, board.losses()))
        .get("/api/redrives", request -> json(request, board.redrives()))
        .post("/api/redrives/check", request -> redrive(request, redrives::check))
        .post("/api/redrives", request -> redrive(request, redrives::redrive))
        .get("/api/tracks", this::tracks)
        .get("/api/rules", this::rules)
        .post("/api/rules", this::changeRules)
        .get("/api/replays", request -> json(request, board.replays()))
        .get("/api/models", this::models)
        .post("/api/models/alias", this::moveAlias)
        .get("/", this::asset)
        .get("/app/*", this::asset)
        .get("/lib/*", this::asset)
        .exception(HttpResponseException.class, Console::refused)
        .exception(Exception.class, Console::failed);
  }

  /** Bounds the bytes that the system keeps for a viewer that does not read. */
  private ServerConnector connector(Server jetty, HttpConfiguration http) {
    ServerConnector connector =
        settings
            .tls()
            .map(files -> files.connector(jetty, http, settings.host(), settings.port()))
            .orElseGet(() -> new ServerConnector(jetty, new HttpConnectionFactory(http)));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setAcceptedSendBufferSize(SEND_BUFFER);
    return connector;
  }

  private static void bound(Server server) {
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
  }

  private void protect(Context request) {
    request
        .header("Content-Security-Policy", assets.policy())
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Cache-Control", "no-store");
    gate.requireHost(request);
  }

  /** The page asks for its session before it has one. */
  private void requireReader(Context request) {
    if (!request.path().equals("/api/session")) {
      gate.requireReader(request);
    }
  }

  private static void refused(HttpResponseException refusal, Context request) {
    request.status(refusal.getStatus()).json(Map.of("detail", refusal.getMessage()));
  }

  private static void failed(Exception failure, Context request) {
    LOG.warn("no answer to {}", request.path(), failure);
    request.status(500).json(Map.of("detail", "internal error; the log has it"));
  }

  private static void json(Context request, byte[] body) {
    request.future(() -> AsyncAnswer.write(request, "application/json", body));
  }

  private static String query(Context request, String name) {
    String value = request.queryParam(name);
    if (value == null) {
      throw new BadRequestResponse("expected the query parameter " + name);
    }
    return value;
  }

  private void asset(Context request) {
    Assets.Asset asset =
        assets.find(request.path()).orElseThrow(() -> new NotFoundResponse("no such file"));
    request.header("Cache-Control", "no-cache");
    if (request.path().equals("/") && gate.isReader(request)) {
      // The events are read while the browser loads the page.
      viewers.wake();
    }
    request.future(() -> AsyncAnswer.write(request, asset.contentType(), asset.bytes()));
  }

  private void events(Context request) {
    request.future(
        () -> {
          try {
            request.res().setContentType("text/event-stream");
            request.res().setCharacterEncoding("UTF-8");
            request.req().getAsyncContext().setTimeout(0);
            Viewer viewer = new Viewer(request.res().getOutputStream());
            if (!viewers.add(viewer)) {
              request.status(503);
              return CompletableFuture.completedFuture(null);
            }
            request.res().getOutputStream().setWriteListener(viewer);
            return viewer.gone();
          } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
          }
        });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // thenCompose returns the inner future's end
  private void picture(Context request) {
    Place place;
    try {
      place =
          new Place(
              request.pathParam("topic"),
              Integer.parseInt(request.pathParam("partition")),
              Long.parseLong(request.pathParam("offset")));
    } catch (NumberFormatException e) {
      throw new NotFoundResponse("expected /pictures/TOPIC/PARTITION/OFFSET");
    }
    boolean preview = request.queryParam("preview") != null;
    request.future(
        () ->
            pictures
                .get(place, preview)
                .handle((picture, failure) -> answer(request, picture, failure))
                .thenCompose(written -> written));
  }

  private static CompletableFuture<Void> answer(
      Context request, Picture picture, Throwable failure) {
    if (failure != null) {
      PictureException reason = Pictures.failure(failure);
      request.status(reason.status());
      return AsyncAnswer.write(
          request, "application/json", Json.bytes(Map.of("detail", reason.getMessage())));
    }
    // A record never changes.
    request.header("Cache-Control", "private, max-age=3600, immutable");
    return AsyncAnswer.write(request, picture.contentType(), picture.bytes());
  }

  /** The user of a page: a name where there is a session, and the token that changes repeat. */
  private record User(boolean tokens, boolean needed, String name, boolean writes, String csrf) {}

  private void session(Context request) {
    Optional<Session> session = gate.session(request);
    json(
        request,
        Json.bytes(
            new User(
                gate.hasTokens(),
                settings.readersNeedToken(),
                session.map(Session::holder).orElse(""),
                session.map(Session::writes).orElse(false),
                session.map(Session::csrf).orElse(""))));
  }

  private record SignIn(String token) {}

  private void signIn(Context request) {
    gate.requireOwnOrigin(request);
    SignIn body = body(request, SignIn.class);
    Session session = gate.signIn(request, body.token() == null ? "" : body.token());
    json(
        request,
        Json.bytes(
            new User(
                true,
                settings.readersNeedToken(),
                session.holder(),
                session.writes(),
                session.csrf())));
  }

  private void signOut(Context request) {
    gate.signOut(request);
    request.status(204);
  }

  private void models(Context request) {
    request.future(
        () ->
            models
                .models()
                .handle(
                    (found, failure) ->
                        failure == null
                            ? ModelsView.of(found, board.statuses())
                            : ModelsView.failed(reason(failure), board.statuses()))
                .thenCompose(
                    view -> AsyncAnswer.write(request, "application/json", Json.bytes(view))));
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** A request to move an alias; without a version, to delete it. */
  private record Move(String model, String alias, Integer version, int moves, String reason) {}

  @SuppressWarnings("FutureReturnValueIgnored") // thenCompose returns the inner future's end
  private void moveAlias(Context request) {
    Session user = gate.requireWriter(request);
    Move move = body(request, Move.class);
    if (move.model() == null
        || move.alias() == null
        || move.reason() == null
        || move.reason().isBlank()
        || move.reason().length() > MAX_REASON) {
      throw new BadRequestResponse(
          "expected model, alias, version, moves, and a reason of at most %d characters"
              .formatted(MAX_REASON));
    }
    if (move.version() == null && !move.alias().equals(ModelDesk.SHADOW)) {
      throw new BadRequestResponse("expected a version: the console deletes no alias but shadow");
    }
    request.future(
        () ->
            moved(user.holder(), move)
                .handle((done, failure) -> moved(request, failure))
                .thenCompose(written -> written));
  }

  private CompletableFuture<Void> moved(String user, Move move) {
    String reason = move.reason().strip();
    return move.version() == null
        ? models.delete(user, move.model(), move.alias(), move.moves(), reason)
        : models.move(user, move.model(), move.alias(), move.version(), move.moves(), reason);
  }

  private static CompletableFuture<Void> moved(Context request, Throwable failure) {
    request.status(failure == null ? 200 : 409);
    return AsyncAnswer.write(
        request,
        "application/json",
        Json.bytes(failure == null ? Map.of() : Map.of("detail", reason(failure))));
  }

  private void tracks(Context request) {
    json(request, Json.bytes(board.tracks().view(query(request, "camera"), tracked())));
  }

  /** Answers with the rules of a camera by the keys of their file. */
  private void rules(Context request) {
    String camera = query(request, "camera");
    TrackView.Camera view = board.tracks().view(camera, tracked());
    json(
        request,
        Json.bytes(
            new TrackDesk.Change(
                view.detections(),
                view.version(),
                camera,
                rules.rules(camera, view.detections()))));
  }

  /** Returns the topic whose tracking gets the rules of a camera that has none. */
  private String tracked() {
    return settings.topics().detections().iterator().next();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // thenCompose returns the inner future's end
  private void changeRules(Context request) {
    Session user = gate.requireWriter(request);
    TrackDesk.Change change = body(request, TrackDesk.Change.class);
    if (!rules.knows(change)) {
      throw new BadRequestResponse(
          "expected detections, version, camera and rules, by the keys of the file of rules");
    }
    request.future(
        () ->
            rules
                .set(user.holder(), change)
                .handle(
                    (version, failure) -> {
                      request.status(failure == null ? 200 : 409);
                      return AsyncAnswer.write(
                          request,
                          "application/json",
                          Json.bytes(
                              failure == null
                                  ? Map.of(
                                      "version",
                                      version.number(),
                                      "from",
                                      version.from().toString())
                                  : Map.of("detail", reason(failure))));
                    })
                .thenCompose(written -> written));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // thenCompose returns the inner future's end
  private void redrive(
      Context request, BiFunction<String, Place, CompletableFuture<RedriveResult>> action) {
    Session user = gate.requireWriter(request);
    Place letter = body(request, Place.class);
    if (!redrives.knows(letter)) {
      throw new BadRequestResponse("expected topic, partition and offset of a dead letter");
    }
    request.future(
        () ->
            action
                .apply(user.holder(), letter)
                .handle((result, failure) -> redriven(request, result, failure))
                .thenCompose(written -> written));
  }

  private static CompletableFuture<Void> redriven(
      Context request, RedriveResult result, Throwable failure) {
    request.status(failure == null ? 200 : 409);
    return AsyncAnswer.write(
        request,
        "application/json",
        Json.bytes(failure == null ? RedriveAnswer.of(result) : Map.of("detail", reason(failure))));
  }

  private static <T> T body(Context request, Class<T> type) {
    try {
      return Json.read(request.bodyAsBytes(), type);
    } catch (IOException e) {
      throw new BadRequestResponse("the body is not the expected JSON");
    }
  }
}
