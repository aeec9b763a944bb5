package dev.skipstream.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.internal.RegistryJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the service by plain HTTP requests. */
class RegistryServerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CHAMPION = "/v1/models/cells/aliases/champion";
  private static final String READER = "reader-0123456789";
  private static final String WRITER = "writer-0123456789";

  @TempDir Path folder;
  private TestService service;

  @BeforeEach
  void startWithTwoVersions() throws Exception {
    service = new TestService(folder, Clock.systemUTC(), Optional.empty());
    ModelManifest manifest = ModelFixtures.manifest(service.store(new byte[] {1, 2, 3}));
    String body = RegistryJson.write(manifest);
    assertThat(service.send("POST", "/v1/models/cells/versions", body).statusCode()).isEqualTo(201);
    assertThat(service.send("POST", "/v1/models/cells/versions", body).statusCode()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void twoPromotionsDoNotCross() throws Exception {
    assertThat(promote(1, "If-None-Match", "*").statusCode()).isEqualTo(200);
    String etag = service.get(CHAMPION).headers().firstValue("ETag").orElseThrow();

    assertThat(promote(2, "If-Match", etag).statusCode()).isEqualTo(200);
    HttpResponse<String> second = promote(1, "If-Match", etag);

    assertThat(second.statusCode()).isEqualTo(412);
    assertThat(detail(second)).contains("points at version 2: look again, then decide");
    assertThat(promote(1).statusCode()).isEqualTo(428);
    assertThat(promote(1, "If-None-Match", "*").statusCode()).isEqualTo(412);
    assertThat(service.send("DELETE", CHAMPION, "", "If-Match", etag).statusCode()).isEqualTo(412);
    assertThat(championVersion()).isEqualTo(2);
    assertThat(promote(1, "If-Match", "*").statusCode()).isEqualTo(200);
    assertThat(service.send("DELETE", CHAMPION, "", "If-Match", "*").statusCode()).isEqualTo(204);
    assertThat(service.get(CHAMPION).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT    | /v1/models/cells/aliases/a%20b      | {\"version\": 1}      | 422 | alias is 'a"
            + " b'",
        "PUT    | /v1/models/cells/aliases/champion   | {\"version\": 9}      | 404 | the newest"
            + " version of cells is 2",
        "PUT    | /v1/models/cells/aliases/champion   | {\"version\": \"x\"}  | 400 | /version:"
            + " string found, integer expected",
        "PUT    | /v1/models/cells/aliases/champion   | {}                    | 400 | required"
            + " property 'version' not found",
        "PUT    | /v1/models/cells/aliases/champion   | not JSON              | 400 | Unrecognized"
            + " token",
        "PUT    | /v1/models/sells/aliases/champion   | {\"version\": 1}      | 404 | no model has"
            + " this name; there are cells",
        "GET    | /v1/models/cells/versions/0         |                       | 422 | model"
            + " reference is 'models:/cells/0'",
        "GET    | /v1/models/cells/versions/3         |                       | 404 | the newest"
            + " version of cells is 2",
        "GET    | /v1/models/..%2F..%2Fetc            |                       | 422 | model name is"
            + " '../../etc'",
        "GET    | /v1/changes?since=now               |                       | 400 | since is"
            + " 'now': expected a number",
        "POST   | /v1/models/.cells/versions          | {}                    | 400 | required"
            + " property",
        "POST   | /v1/models/cells/versions           | {\"labels\": {}}      | 400 | required"
            + " property 'architecture' not found",
        "PUT    | /v1/models/cells/versions/1/tags/a  | {\"value\": null}     | 400 | /value: null"
            + " found, string expected",
        "GET    | /v1/nothing                         |                       | 404 | ",
        "DELETE | /v1/models/cells                    |                       | 405 | ",
        "PUT    | /v1/models/cells/aliases/champion   | {\"version\": 1} {}  | 400 | Trailing"
            + " token",
        "PUT    | /v1/models/cells/aliases/champion   | {\"version\": 1}]    | 400 | Unexpected"
            + " close marker",
        "PUT    | /v1/models/cells/aliases/champion   | {\"version\": 1, \"version\": 2} | 400 |"
            + " Duplicate field",
        "PUT    | /v1/models/cells/aliases/champion   | {\"version\": 1.0}   | 400 | Cannot coerce",
        "PUT    | /v1/models/cells/aliases/champion   | {\"version\": true}  | 400 | boolean found,"
            + " integer expected",
        "PUT    | /v1/models/cells/aliases/champion   | {\"version\": 99999999999} | 400 | out of"
            + " range",
        "PUT    | /v1/models/cells/aliases/champion   | [1]                   | 400 | array found,"
            + " object expected",
        "PUT    | /v1/models/cells/aliases/champion   | 1                     | 400 | integer"
            + " found, object expected",
        "PUT    | /v1/models/cells/aliases/champion   | null                  | 400 | null found,"
            + " object expected",
        "PUT    | /v1/models/cells/versions/1/tags/a  | {\"value\": 1}       | 400 | integer found,"
            + " string expected",
        "PUT    | /v1/models/cells/versions/1/tags/%20 | {\"value\": \"b\"} | 422 | tag has no key",
        "POST   | /v1/models/cells/versions           |                       | 400 | No content",
        "POST   | /v1/models/cells/versions?once=yes  | MANIFEST              | 400 | once is"
            + " 'yes': expected true or false",
        "GET    | /v1/changes?since=-1                |                       | 400 | since is"
            + " '-1': expected a number, 0 or more",
        "GET    | /v1/changes?waitMillis=9999999999999999999 | | 400 | waitMillis is"
            + " '9999999999999999999': expected a number",
        "GET    | /v1/artifacts/sha256:00             |                       | 422 | digest is"
            + " 'sha256:00'",
        "GET    |"
            + " /v1/artifacts/sha256:0000000000000000000000000000000000000000000000000000000000000000"
            + " | | 404 | is not stored"
      })
  void aBadRequestIsToldWhatIsWrongAndChangesNothing(
      String method, String path, String body, int status, String detail) throws Exception {
    String manifest = RegistryJson.write(ModelFixtures.manifest("sha256:" + "01".repeat(32)));
    String before = service.get("/v1/models").body();

    HttpResponse<String> answer =
        service.send(
            method,
            path,
            body == null ? "" : body.replace("MANIFEST", manifest),
            "If-None-Match",
            "*");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (detail != null) {
      assertThat(answer.headers().firstValue("Content-Type")).hasValue(Problem.CONTENT_TYPE);
      assertThat(detail(answer)).contains(detail);
    }
    assertThat(service.get("/v1/models").body()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/models/%zz",
        "GET /v1/models/%ff",
        "GET /v1/models/%",
        "GET /v1/changes?since=%zz",
        "GET /v1/changes?since=%ff",
        "GET /v1/changes?%",
        "GET /v1/models/%00",
        "GET /api/2.0/mlflow/registered-models/get?name=%ff",
        "GET /api/2.0/mlflow/registered-models/get?name=%zz",
        "GET v1/models",
        "GE\u0001T /v1/models",
      })
  void aMalformedRequestIsTheCallersFault(String request) throws Exception {
    String answer = raw(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer).matches("(?s)HTTP/1\\.1 4[0-9]{2} .*").doesNotContain("<html", "500");
  }

  @Test
  void aBodyThatIsNotUtf8IsRefused() throws Exception {
    HttpResponse<String> answer =
        service.send(
            HttpRequest.newBuilder(URI.create(service.uri() + "/v1/models/cells/versions/1/tags/a"))
                .header("Content-Type", "application/json; charset=utf-8")
                .PUT(
                    BodyPublishers.ofByteArray(
                        "{\"value\": \"Zo\u00eb\"}".getBytes(StandardCharsets.ISO_8859_1))));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(detail(answer)).contains("the body is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/jsonx", "application/json; charset=latin1", "text/json", "garbage"})
  void aBodyOfAnotherTypeIsRefused(String type) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.uri() + "/v1/models/cells/versions/1/tags/a"))
            .header("Content-Type", type)
            .PUT(BodyPublishers.ofString("{\"value\": \"b\"}"));

    assertThat(service.send(request).statusCode()).isEqualTo(415);
  }

  @Test
  void answersAreUtf8AndNameNoFolder() throws Exception {
    HttpResponse<byte[]> answer = service.getBytes("/v1/models/Zo%C3%AB");

    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("model name is 'Zo\u00eb'");
    String zeros = "sha256:" + "0".repeat(64);
    Files.write(folder.resolve("artifacts/sha256").resolve("0".repeat(64)), new byte[] {1});
    Files.writeString(folder.resolve("log.jsonl"), "{}\n");
    for (HttpResponse<String> problem :
        List.of(
            service.get("/v1/artifacts/" + zeros),
            service.get("/v1/artifacts/sha256:" + "1".repeat(64)),
            service.send(upload(zeros, BodyPublishers.ofString("something"))),
            service.get("/v1/models"))) {
      assertThat(problem.statusCode()).isGreaterThanOrEqualTo(400);
      assertThat(problem.body()).doesNotContain(folder.toString());
    }
    Files.delete(folder.resolve("log.jsonl"));
    Files.createDirectory(folder.resolve("log.jsonl"));
    HttpResponse<String> unreadable = service.get("/v1/models");
    assertThat(unreadable.statusCode()).isEqualTo(503);
    assertThat(detail(unreadable))
        .isEqualTo("the registry cannot be read or written now; its log says why");
  }

  @Test
  void registeringAStoredArchiveDoesNotReadIt() throws Exception {
    String digest = service.store(new byte[] {4, 5, 6});
    Path stored = folder.resolve("artifacts/sha256").resolve(digest.substring(7));
    Files.write(stored, new byte[] {7});

    HttpResponse<String> answer =
        service.send(
            "POST",
            "/v1/models/cells/versions",
            RegistryJson.write(ModelFixtures.manifest(digest)));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(service.get("/v1/artifacts/" + digest).statusCode()).isEqualTo(422);
  }

  @Test
  void anArchiveWithAnotherDigestIsNotTaken() throws Exception {
    HttpResponse<String> answer =
        service.send(upload("sha256:" + "01".repeat(32), BodyPublishers.ofString("something")));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(detail(answer)).contains("damaged or not this version");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void anArchiveThatIsTooLargeIsRefusedWhileItComes() throws Exception {
    byte[] large = new byte[(int) TestService.UPLOAD_LIMIT + 1];
    HttpResponse<String> announced =
        service.send(upload("sha256:" + "01".repeat(32), BodyPublishers.ofByteArray(large)));
    HttpResponse<String> unannounced =
        service.send(
            upload(
                "sha256:" + "01".repeat(32),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));

    assertThat(announced.statusCode()).isEqualTo(413);
    assertThat(detail(announced)).contains("has 100001 bytes: expected 100000 bytes at most");
    assertThat(unannounced.statusCode()).isEqualTo(413);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void tenGigabytesAreRefusedBeforeTheyAreSent() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.server().port())) {
      socket
          .getOutputStream()
          .write(
              """
              PUT /v1/artifacts/sha256:%s HTTP/1.1\r
              Host: localhost\r
              Content-Length: 10000000000\r
              \r
              """
                  .formatted("01".repeat(32))
                  .getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(20_000);
      byte[] answer = socket.getInputStream().readNBytes(12);

      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aPageOfAnotherHostCanNeitherReadNorWrite() throws Exception {
    assertThat(rawGet("models.example.org")).contains("403");
    assertThat(rawGet("localhost:1234")).contains("200");
    HttpRequest.Builder form =
        HttpRequest.newBuilder(URI.create(service.uri() + "/v1/models/cells/versions"))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("{}"));
    assertThat(service.send(form).statusCode()).isEqualTo(415);
  }

  @Test
  void withTokensEachRequestNeedsOneThatMay() throws Exception {
    Path file =
        TestService.tokens(
            folder, "ann read %s%n# of the pipeline%nci write %s%n".formatted(READER, WRITER));
    try (TestService guarded =
        new TestService(folder, Clock.systemUTC(), Optional.of(AccessTokens.read(file)))) {
      HttpResponse<String> without = guarded.get("/v1/models");
      HttpResponse<String> wrong = guarded.get("/v1/models", bearer("another-0123456789"));
      HttpResponse<String> reading = guarded.get("/v1/models", bearer(READER));
      HttpResponse<String> readerWrites = tag(guarded, READER);
      HttpResponse<String> writing = tag(guarded, WRITER);

      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(without.headers().firstValue("WWW-Authenticate")).isPresent();
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(reading.statusCode()).isEqualTo(200);
      assertThat(readerWrites.statusCode()).isEqualTo(403);
      assertThat(detail(readerWrites)).contains("the token of ann may read");
      assertThat(writing.statusCode()).as(writing.body()).isEqualTo(200);
      assertThat(guarded.get("/health/live").statusCode()).isEqualTo(200);
    }
    assertThat(Files.readString(folder.resolve("log.jsonl"))).contains("\"by\":\"ci\"");
  }

  @Test
  void writesAreRefusedToAllWhereOthersCanAskAndThereAreNoTokens() throws Exception {
    try (TestService open =
        new TestService(folder, Clock.systemUTC(), Optional.empty(), "0.0.0.0")) {
      assertThat(open.get("/v1/models").statusCode()).isEqualTo(200);
      HttpResponse<String> answer = open.send("PUT", CHAMPION, "{}", "If-None-Match", "*");

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(detail(answer)).contains("start it with --tokens FILE");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ann read            | line 1 has 2 words",
        "ann owns 0123456789abcdef | the second word is neither",
        "ann read short      | the token has 5 characters",
        "# nobody            | has no token"
      })
  void aTokenFileThatIsNoneIsRefusedWithoutShowingIt(String content, String message)
      throws Exception {
    Path file = TestService.tokens(folder, content);

    assertThatThrownBy(() -> AccessTokens.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("0123456789abcdef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-----w-", "rw--w----", "rw-r-----"})
  void aTokenFileThatOthersCanReadIsRefused(String mode) throws Exception {
    Path file = TestService.tokens(folder, "ann read " + READER);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> AccessTokens.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "token file %s has the mode %s: other users can read or change it; run 'chmod 600 %s', and replace its tokens"
                .formatted(file, mode, file));
  }

  @Test
  void theNameOfTheSchemeHasNoCase() throws Exception {
    Path file = TestService.tokens(folder, "ann read " + READER);
    try (TestService guarded =
        new TestService(folder, Clock.systemUTC(), Optional.of(AccessTokens.read(file)))) {
      for (String scheme : List.of("Bearer", "bearer", "BEARER")) {
        assertThat(guarded.get("/v1/models", "Authorization", scheme + " " + READER).statusCode())
            .isEqualTo(200);
      }
      // On the connection that had the right one.
      String inOtherCase = READER.toUpperCase(Locale.ROOT);
      assertThat(inOtherCase).isNotEqualTo(READER);
      assertThat(guarded.get("/v1/models", bearer(inOtherCase)).statusCode()).isEqualTo(401);
    }
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private static HttpResponse<String> tag(TestService service, String token) throws Exception {
    return service.send(
        "PUT", "/v1/models/cells/versions/1/tags/dataset", "{\"value\": \"bccd\"}", bearer(token));
  }

  private HttpResponse<String> promote(int version, String... condition) throws Exception {
    return service.send("PUT", CHAMPION, "{\"version\": %d}".formatted(version), condition);
  }

  private int championVersion() throws Exception {
    return JSON.readTree(service.get(CHAMPION).body()).get("version").intValue();
  }

  private HttpRequest.Builder upload(String digest, HttpRequest.BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(service.uri() + "/v1/artifacts/" + digest)).PUT(body);
  }

  /** Sends a request with a chosen Host header, as a browser sends the name that it was given. */
  private String rawGet(String host) throws IOException {
    return raw("GET /v1/models HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host))
        .substring(0, 12);
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.server().port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(20_000);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Stream<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(
              file ->
                  file.getFileName().toString().startsWith("import-")
                      || file.getFileName().toString().startsWith("incoming-"))
          .toList()
          .stream();
    }
  }

  private static String detail(HttpResponse<String> answer) throws Exception {
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.get("status").intValue()).isEqualTo(answer.statusCode());
    return problem.get("detail").textValue();
  }
}
