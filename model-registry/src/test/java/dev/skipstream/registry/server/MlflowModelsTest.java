package dev.skipstream.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.UnknownModelException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against a mock: it answers requests with what MLflow's documentation has for them, and is not
 * MLflow, which needs Python.
 */
class MlflowModelsTest {
  private static final String API = "/api/2.0/mlflow/";

  @TempDir Path folder;
  private final Map<String, String> answers = new HashMap<>();
  private HttpServer mock;
  private MlflowModels models;

  @BeforeEach
  void start() throws IOException {
    mock = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    mock.createContext("/", this::answer);
    mock.start();
    models =
        new MlflowModels(
            new RegistryClient(
                URI.create("http://127.0.0.1:" + mock.getAddress().getPort()), Optional.empty()));
    answers.put(
        API + "registered-models/alias?name=cells&alias=champion",
        "{\"model_version\": {\"name\": \"cells\", \"version\": \"2\", \"status\": \"READY\"}}");
    answers.put(
        API + "model-versions/search?filter=name='cells'",
        "{\"model_versions\": [{\"version\": \"9\"}, {\"version\": \"10\"}]}");
    for (int version : new int[] {2, 10}) {
      answers.put(
          API + "model-versions/get-download-uri?name=cells&version=" + version,
          "{\"artifact_uri\": \"mlflow-artifacts:/1/run/model-%d\"}".formatted(version));
    }
    answers.put(
        "/api/2.0/mlflow-artifacts/artifacts?path=1/run/model-2",
        "{\"files\": [{\"path\": \"MLmodel\", \"is_dir\": false}, {\"path\": \"data\", \"is_dir\": true}]}");
    answers.put(
        "/api/2.0/mlflow-artifacts/artifacts?path=1/run/model-2/data",
        "{\"files\": [{\"path\": \"state_dict.pth\", \"is_dir\": false}]}");
    answers.put("/api/2.0/mlflow-artifacts/artifacts/1/run/model-2/data/state_dict.pth", "weights");
  }

  @AfterEach
  void stop() {
    mock.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String asked = uri.getPath() + (uri.getQuery() == null ? "" : "?" + uri.getQuery());
    String answer = answers.get(asked);
    byte[] body =
        (answer == null
                ? "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\", \"message\": \"no %s\"}"
                    .formatted(asked)
                : answer)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void fetchesTheCheckpointOfAnAlias() throws Exception {
    Path file =
        models.checkpoint(ModelRef.parse("models:/cells@champion"), Optional.empty(), folder);

    assertThat(file).isEqualTo(folder.resolve("state_dict.pth")).hasContent("weights");
  }

  @Test
  void theNewestVersionIsTheHighestNumber() throws Exception {
    answers.put(
        "/api/2.0/mlflow-artifacts/artifacts?path=1/run/model-10",
        "{\"files\": [{\"path\": \"a.pth\"}, {\"path\": \"b.pth\"}]}");
    answers.put("/api/2.0/mlflow-artifacts/artifacts/1/run/model-10/b.pth", "of ten");

    assertThatThrownBy(() -> models.checkpoint(ModelRef.newest("cells"), Optional.empty(), folder))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("a.pth, b.pth")
        .hasMessageContaining("--mlflow-file");
    assertThat(models.checkpoint(ModelRef.newest("cells"), Optional.of("b.pth"), folder))
        .hasContent("of ten");
  }

  @Test
  void takesAFileOfThisMachineWhereItIs() throws Exception {
    Path weights =
        Files.writeString(
            Files.createDirectories(folder.resolve("run/data")).resolve("w.safetensors"), "here");
    answers.put(
        API + "model-versions/get-download-uri?name=cells&version=3",
        "{\"artifact_uri\": \"%s\"}".formatted(folder.resolve("run").toUri()));

    assertThat(models.checkpoint(ModelRef.of("cells", 3), Optional.empty(), folder))
        .isEqualTo(weights);
  }

  @Test
  void saysWhatMlflowSaysAndWhereItCannotFetchFrom() {
    assertThatThrownBy(
            () -> models.checkpoint(ModelRef.of("cells", "nobody"), Optional.empty(), folder))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("no " + API + "registered-models/alias");
    answers.put(
        API + "model-versions/get-download-uri?name=cells&version=4",
        "{\"artifact_uri\": \"dbfs:/models/4\"}");
    assertThatThrownBy(() -> models.checkpoint(ModelRef.of("cells", 4), Optional.empty(), folder))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("is at dbfs:/models/4: expected mlflow-artifacts: or file:");
  }
}
