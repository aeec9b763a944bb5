package dev.skipstream.registry.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.internal.RegistryJson;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is what its OpenAPI document says. */
class OpenApiTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String DOCUMENT = "http://registry/openapi.json";

  /** Pages about the service itself, not of it. */
  private static final Set<String> OTHERS =
      Set.of("GET /health/live", "GET /openapi.json", "GET /registry-entry.v1.json");

  @TempDir Path folder;
  private TestService service;
  private JsonNode document;
  private SchemaRegistry schemas;

  @BeforeEach
  void start() throws Exception {
    service = new TestService(folder, Clock.systemUTC(), Optional.empty());
    String text = service.get("/openapi.json").body();
    document = JSON.readTree(text);
    Map<String, String> published =
        Map.of(
            DOCUMENT,
            text,
            "http://registry/registry-entry.v1.json",
            service.get("/registry-entry.v1.json").body());
    schemas =
        SchemaRegistry.withDefaultDialect(
            Dialects.getOpenApi31(), builder -> builder.schemas(published));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void describesEachRouteAndNoOther() {
    Set<String> described = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          if (!operation.getKey().equals("parameters")) {
                            described.add(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    Set<String> served = new TreeSet<>(service.server().routes());
    served.removeAll(OTHERS);

    assertThat(described).isEqualTo(served).hasSizeGreaterThan(15);
  }

  @Test
  void answersAreWhatItSays() throws Exception {
    String digest = service.store(new byte[] {1, 2, 3});
    String manifest = RegistryJson.write(ModelFixtures.manifest(digest));
    String versions = "/v1/models/{name}/versions";
    String version = versions + "/{version}";
    String alias = "/v1/models/{name}/aliases/{alias}";

    expect("post", versions, 201, service.send("POST", "/v1/models/cells/versions", manifest));
    expect("post", versions, 201, service.send("POST", "/v1/models/cells/versions", manifest));
    expect(
        "post",
        versions,
        200,
        service.send("POST", "/v1/models/cells/versions?once=true", manifest));
    expect(
        "put",
        alias,
        200,
        service.send(
            "PUT", "/v1/models/cells/aliases/champion", "{\"version\": 1}", "If-None-Match", "*"));
    expect("get", alias, 200, service.get("/v1/models/cells/aliases/champion"));
    expect(
        "put",
        version + "/tags/{key}",
        200,
        service.send("PUT", "/v1/models/cells/versions/1/tags/a%20b", "{\"value\": \"c\"}"));
    expect(
        "delete",
        version + "/tags/{key}",
        200,
        service.send("DELETE", "/v1/models/cells/versions/1/tags/none", ""));
    expect(
        "put",
        version + "/archived",
        200,
        service.send("PUT", "/v1/models/cells/versions/2/archived", "{}"));
    expect("get", version, 200, service.get("/v1/models/cells/versions/1"));
    expect("get", "/v1/models", 200, service.get("/v1/models"));
    expect("get", "/v1/models/{name}", 200, service.get("/v1/models/cells"));
    expect("get", "/v1/changes", 200, service.get("/v1/changes?since=0&waitMillis=10"));
    String mlflow = "/api/2.0/mlflow/";
    expect(mlflow + "registered-models/get", "?name=cells");
    expect(mlflow + "registered-models/search", "");
    expect(mlflow + "registered-models/alias", "?name=cells&alias=champion");
    expect(mlflow + "registered-models/get-latest-versions", "?name=cells");
    expect(mlflow + "model-versions/get", "?name=cells&version=1");
    expect(mlflow + "model-versions/search", "?filter=name%3D'cells'");
    expect(mlflow + "model-versions/get-download-uri", "?name=cells&version=1");
    assertThat(service.get("/v1/artifacts/" + digest).body()).isEqualTo("\u0001\u0002\u0003");
    problem("get", "/v1/models/{name}", service.get("/v1/models/none"));
    problem("get", mlflow + "registered-models/get", service.get(mlflow + "registered-models/get"));
  }

  private void expect(String path, String query) throws Exception {
    expect("get", path, 200, service.get(path + query));
  }

  private void expect(String method, String path, int status, HttpResponse<String> answer)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    validate(method, path, String.valueOf(status), "application/json", answer);
  }

  private void problem(String method, String path, HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
    validate(
        method, path, "default", answer.headers().firstValue("Content-Type").orElseThrow(), answer);
  }

  private void validate(
      String method, String path, String status, String type, HttpResponse<String> answer)
      throws Exception {
    JsonNode response = document.get("paths").get(path).get(method).get("responses").get(status);
    String at = "/paths/" + escaped(path) + "/" + method + "/responses/" + status;
    if (response.has("$ref")) {
      at = response.get("$ref").textValue().substring(1);
    }
    String schema = at + "/content/" + escaped(type) + "/schema";
    assertThat(document.at(schema).isMissingNode()).as(schema).isFalse();
    assertThat(
            schemas
                .getSchema(SchemaLocation.of(DOCUMENT + "#" + schema))
                .validate(JSON.readTree(answer.body())))
        .as(answer.body())
        .extracting(Error::toString)
        .isEmpty();
  }

  private static String escaped(String segment) {
    return segment.replace("~", "~0").replace("/", "~1");
  }
}
