package dev.skipstream.registry.server;

import dev.skipstream.registry.MissingArtifactException;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.registry.VersionDetails;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.registry.server.Problem.ProblemException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Models, their versions and aliases. */
final class ModelApi {
  private static final String VERSIONS = "/v1/models/{name}/versions";
  private static final String VERSION = VERSIONS + "/{version}";
  private static final String TAG = VERSION + "/tags/{key}";
  private static final String ALIAS = "/v1/models/{name}/aliases/{alias}";
  private static final String ANY = "*";
  private static final long LONGEST_WAIT_MILLIS = Duration.ofMinutes(1).toMillis();

  private final LoggedModelRegistry registry;
  private final ArtifactStore artifacts;
  private final ChangeFeed changes;
  private final BodySchemas bodies;

  /** All models. */
  record Models(long revision, List<RegisteredModel> models) {}

  /** The number of changes that the registry has accepted. */
  record Revision(long revision) {}

  /** The version that an alias points to. */
  record Alias(String name, String alias, int version) {}

  /** The version that an alias shall point to. */
  record Target(int version) {}

  /** The value of a tag. */
  record Value(String value) {}

  ModelApi(
      LoggedModelRegistry registry,
      ArtifactStore artifacts,
      ChangeFeed changes,
      BodySchemas bodies) {
    this.registry = registry;
    this.artifacts = artifacts;
    this.changes = changes;
    this.bodies = bodies;
  }

  void addTo(RoutesConfig routes) {
    routes
        .get("/v1/changes", this::changes)
        .get("/v1/models", this::models)
        .get("/v1/models/{name}", this::model)
        .post(VERSIONS, this::register)
        .get(VERSION, request -> answerVersion(request, version(request)))
        .put(TAG, this::tag)
        .delete(TAG, this::untag)
        .put(VERSION + "/archived", this::archive)
        .get(ALIAS, this::answerAlias)
        .put(ALIAS, this::setAlias)
        .delete(ALIAS, this::deleteAlias);
  }

  private void changes(Context request) {
    long since = number(request, "since");
    long wait = Math.min(number(request, "waitMillis"), LONGEST_WAIT_MILLIS);
    request.future(
        () ->
            changes
                .after(since)
                .completeOnTimeout(since, wait, TimeUnit.MILLISECONDS)
                .thenAccept(revision -> Answer.json(request, new Revision(revision))));
  }

  private void models(Context request) {
    // In this order: what changes in between is seen again, not missed.
    long revision = registry.revision();
    Answer.json(request, new Models(revision, registry.models()));
  }

  private void model(Context request) {
    Answer.json(request, registry.model(request.pathParam("name")));
  }

  private void register(Context request) {
    ModelManifest manifest = bodies.read(request, ModelManifest.class);
    boolean once = flag(request, "once");
    // A version never points at nothing, nor at something else: what is stored was verified.
    requireStored(manifest.digest());
    String name = request.pathParam("name");
    if (once) {
      Answer.json(request, author(request).registerOnce(name, manifest));
      return;
    }
    ModelVersion version = author(request).register(name, manifest);
    request
        .status(HttpStatus.CREATED)
        .header(
            "Location", "/v1/models/%s/versions/%d".formatted(version.name(), version.version()));
    Answer.json(request, version);
  }

  private void requireStored(String digest) {
    try {
      artifacts.requireStored(digest);
    } catch (MissingArtifactException e) {
      throw ArtifactApi.missing(digest);
    }
  }

  private void tag(Context request) {
    ModelVersion version = version(request);
    Value value = bodies.read(request, Value.class);
    author(request).tag(version.name(), version.version(), request.pathParam("key"), value.value());
    answerVersion(request, version);
  }

  private void untag(Context request) {
    ModelVersion version = version(request);
    author(request).tag(version.name(), version.version(), request.pathParam("key"), "");
    answerVersion(request, version);
  }

  private void archive(Context request) {
    ModelVersion version = version(request);
    author(request).archive(version.name(), version.version());
    answerVersion(request, version);
  }

  private void setAlias(Context request) {
    String name = request.pathParam("name");
    String alias = request.pathParam("alias");
    int version = bodies.read(request, Target.class).version();
    author(request).setAlias(name, alias, version, knownMoves(request, name, alias));
    answerAlias(request);
  }

  private void deleteAlias(Context request) {
    String name = request.pathParam("name");
    String alias = request.pathParam("alias");
    author(request).deleteAlias(name, alias, knownMoves(request, name, alias));
    request.status(HttpStatus.NO_CONTENT);
  }

  /**
   * Returns the number of moves of the alias that the request's condition names. The condition is
   * required, so that concurrent promotions do not overwrite each other.
   */
  private int knownMoves(Context request, String name, String alias) {
    RegisteredModel model = registry.model(name);
    String match = request.header("If-Match");
    String noneMatch = request.header("If-None-Match");
    int moves = model.moveCount(alias);
    boolean exists = model.aliases().containsKey(alias);
    if (match == null && noneMatch == null) {
      throw new ProblemException(
          HttpStatus.PRECONDITION_REQUIRED,
          "expected If-Match with the ETag of the alias as you know it, * for any, or"
              + " If-None-Match: * for a new one");
    }
    boolean holds =
        noneMatch != null
            ? noneMatch.equals(ANY) && !exists
            : exists && (match.equals(ANY) || match.equals(etag(moves)));
    if (!holds) {
      throw new ProblemException(
          HttpStatus.PRECONDITION_FAILED,
          "%s %s: look again, then decide"
              .formatted(
                  ModelRef.of(name, alias),
                  exists
                      ? "has the ETag %s and points at version %d"
                          .formatted(etag(moves), model.aliases().get(alias))
                      : "points at nothing"));
    }
    return moves;
  }

  private void answerAlias(Context request) {
    ModelRef ref = ModelRef.of(request.pathParam("name"), request.pathParam("alias"));
    RegisteredModel model = registry.model(ref.name());
    int version = model.resolve(ref).version();
    String alias = ref.alias().orElseThrow();
    request.header("ETag", etag(model.moveCount(alias)));
    Answer.json(request, new Alias(ref.name(), alias, version));
  }

  private static String etag(int moves) {
    return "\"" + moves + "\"";
  }

  private void answerVersion(Context request, ModelVersion version) {
    Answer.json(request, VersionDetails.of(version, registry.model(version.name())));
  }

  private ModelVersion version(Context request) {
    return registry.resolve(
        ModelRef.parse(
            "models:/%s/%s".formatted(request.pathParam("name"), request.pathParam("version"))));
  }

  private ModelRegistry author(Context request) {
    return registry.writtenBy(Access.author(request));
  }

  private static long number(Context request, String parameter) {
    String text = request.queryParam(parameter);
    try {
      long number = text == null ? 0 : Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // As wrong as a negative number.
    }
    throw new ProblemException(
        HttpStatus.BAD_REQUEST,
        "%s is '%s': expected a number, 0 or more".formatted(parameter, text));
  }

  private static boolean flag(Context request, String parameter) {
    String text = request.queryParam(parameter);
    if (text != null && !text.equals("true") && !text.equals("false")) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST, "%s is '%s': expected true or false".formatted(parameter, text));
    }
    return "true".equals(text);
  }
}
