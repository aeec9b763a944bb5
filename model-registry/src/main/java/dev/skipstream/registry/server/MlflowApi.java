package dev.skipstream.registry.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.registry.server.Problem.ProblemException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The part of MLflow's REST API that resolves models, so that its clients find the models of this
 * registry. Names and forms are those of MLflow's registry; there are no stages, which MLflow has
 * given up for aliases.
 */
final class MlflowApi {
  private static final String PREFIX = "/api/2.0/mlflow/";
  private static final String MODELS = PREFIX + "registered-models/";
  private static final String VERSIONS = PREFIX + "model-versions/";
  private static final Pattern BY_NAME =
      Pattern.compile("\\s*name\\s*=\\s*['\"]([^'\"]*)['\"]\\s*");

  private final ModelRegistry registry;

  record Tag(String key, String value) {}

  record Alias(String alias, String version) {}

  record Version(
      String name,
      String version,
      @JsonProperty("creation_timestamp") long created,
      @JsonProperty("last_updated_timestamp") long updated,
      @JsonProperty("user_id") String user,
      @JsonProperty("current_stage") String stage,
      String description,
      String source,
      String status,
      List<Tag> tags,
      List<String> aliases) {}

  record Model(
      String name,
      @JsonProperty("creation_timestamp") long created,
      @JsonProperty("last_updated_timestamp") long updated,
      @JsonProperty("latest_versions") List<Version> latest,
      List<Alias> aliases) {}

  record Failure(@JsonProperty("error_code") String code, String message) {}

  MlflowApi(ModelRegistry registry) {
    this.registry = registry;
  }

  /**
   * Returns true if a request is from an MLflow client, which requires failures in MLflow's form.
   */
  static boolean isAsked(Context request) {
    return request.path().startsWith(PREFIX);
  }

  static void fail(Context request, HttpStatus status, String message) {
    String code =
        switch (status) {
          case NOT_FOUND -> "RESOURCE_DOES_NOT_EXIST";
          case BAD_REQUEST, UNPROCESSABLE_CONTENT -> "INVALID_PARAMETER_VALUE";
          case UNAUTHORIZED -> "UNAUTHENTICATED";
          case FORBIDDEN -> "PERMISSION_DENIED";
          case SERVICE_UNAVAILABLE -> "TEMPORARILY_UNAVAILABLE";
          default -> "INTERNAL_ERROR";
        };
    request.status(status);
    Answer.json(request, new Failure(code, message));
  }

  void addTo(RoutesConfig routes) {
    routes
        .get(MODELS + "get", this::model)
        .get(MODELS + "search", this::searchModels)
        .get(MODELS + "alias", this::byAlias)
        .get(MODELS + "get-latest-versions", this::latest)
        .get(VERSIONS + "get", this::version)
        .get(VERSIONS + "search", this::searchVersions)
        .get(VERSIONS + "get-download-uri", this::downloadUri);
  }

  private void model(Context request) {
    Answer.json(request, Map.of("registered_model", of(request, registry.model(name(request)))));
  }

  private void searchModels(Context request) {
    Answer.json(
        request,
        Map.of(
            "registered_models",
            filtered(request).stream().map(model -> of(request, model)).toList()));
  }

  private void byAlias(Context request) {
    ModelRef ref = ModelRef.of(name(request), parameter(request, "alias"));
    answer(request, registry.resolve(ref));
  }

  private void latest(Context request) {
    RegisteredModel model = registry.model(name(request));
    ModelVersion newest = model.resolve(ModelRef.newest(model.name()));
    Answer.json(request, Map.of("model_versions", List.of(of(request, newest, model))));
  }

  private void version(Context request) {
    answer(request, registry.resolve(numbered(request)));
  }

  private void searchVersions(Context request) {
    List<Version> versions =
        filtered(request).stream()
            .flatMap(model -> newestFirst(model).map(one -> of(request, one, model)))
            .toList();
    Answer.json(request, Map.of("model_versions", versions));
  }

  private void downloadUri(Context request) {
    Answer.json(
        request, Map.of("artifact_uri", uriOf(request, registry.resolve(numbered(request)))));
  }

  private void answer(Context request, ModelVersion version) {
    Answer.json(
        request, Map.of("model_version", of(request, version, registry.model(version.name()))));
  }

  /** The models that a search is for. Of MLflow's filters, the one by name. */
  private List<RegisteredModel> filtered(Context request) {
    String filter = request.queryParam("filter");
    if (filter == null || filter.isBlank()) {
      return registry.models();
    }
    Matcher matcher = BY_NAME.matcher(filter);
    if (!matcher.matches()) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST, "filter is \"%s\": expected name='NAME'".formatted(filter));
    }
    return registry.models().stream()
        .filter(model -> model.name().equals(matcher.group(1)))
        .toList();
  }

  private static Stream<ModelVersion> newestFirst(RegisteredModel model) {
    int count = model.versions().size();
    return IntStream.range(0, count).mapToObj(i -> model.versions().get(count - 1 - i));
  }

  private static Model of(Context request, RegisteredModel model) {
    List<ModelVersion> versions = model.versions();
    List<Version> latest =
        versions.size() == model.archived().size()
            ? Collections.emptyList()
            : List.of(of(request, model.resolve(ModelRef.newest(model.name())), model));
    return new Model(
        model.name(),
        versions.get(0).registered().toEpochMilli(),
        versions.get(versions.size() - 1).registered().toEpochMilli(),
        latest,
        model.aliases().entrySet().stream()
            .map(alias -> new Alias(alias.getKey(), String.valueOf(alias.getValue())))
            .toList());
  }

  private static Version of(Context request, ModelVersion version, RegisteredModel model) {
    long registered = version.registered().toEpochMilli();
    return new Version(
        version.name(),
        String.valueOf(version.version()),
        registered,
        registered,
        version.registeredBy(),
        "None",
        version.manifest().architecture(),
        uriOf(request, version),
        "READY",
        model.tagsOf(version.version()).entrySet().stream()
            .map(tag -> new Tag(tag.getKey(), tag.getValue()))
            .toList(),
        model.aliasesOf(version.version()));
  }

  /** Returns a URL with the host name that the client uses for the service. */
  private static String uriOf(Context request, ModelVersion version) {
    return "%s://%s%s"
        .formatted(
            request.scheme(), request.host(), ArtifactApi.pathOf(version.manifest().digest()));
  }

  private static ModelRef numbered(Context request) {
    return ModelRef.parse("models:/%s/%s".formatted(name(request), parameter(request, "version")));
  }

  private static String name(Context request) {
    return ModelRef.requireName(parameter(request, "name"));
  }

  private static String parameter(Context request, String name) {
    String value = request.queryParam(name);
    if (value == null) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST, "expected the parameter '%s' in the URL".formatted(name));
    }
    return value;
  }
}
