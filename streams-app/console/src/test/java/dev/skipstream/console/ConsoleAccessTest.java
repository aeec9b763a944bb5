package dev.skipstream.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.server.AccessTokens;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleAccessTest {
  private static final String WRITER = "writer-token-of-the-test";
  private static final String READER = "reader-token-of-the-test";
  private static final String MOVE =
      "{\"model\":\"cells\",\"alias\":\"champion\",\"version\":2,\"moves\":1,\"reason\":\"better\"}";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Console console;

  @BeforeEach
  void start() throws IOException {
    try (ModelRegistry registry = registry()) {
      registry.register("cells", ModelFixtures.manifest("sha256:" + "1a".repeat(32)));
      registry.register("cells", ModelFixtures.manifest("sha256:" + "2b".repeat(32)));
      registry.setAlias("cells", "champion", 1);
    }
    console = Console.start(settings("127.0.0.1", Optional.of(tokens())));
  }

  @AfterEach
  void close() {
    console.close();
  }

  private ModelRegistry registry() {
    return RegistryLocation.of(folder.resolve("registry").toString()).open();
  }

  private AccessTokens tokens() throws IOException {
    Path file = folder.resolve("tokens.txt");
    Files.writeString(file, "ann write %s%nbob read %s%n".formatted(WRITER, READER));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return AccessTokens.read(file);
  }

  private ConsoleSettings settings(String host, Optional<AccessTokens> tokens) {
    return settings(host, Optional.empty(), tokens, false);
  }

  private ConsoleSettings settings(
      String host, Optional<URI> publicUrl, Optional<AccessTokens> tokens) {
    return settings(host, publicUrl, tokens, false);
  }

  private ConsoleSettings settings(
      String host, Optional<AccessTokens> tokens, boolean anyoneReads) {
    return settings(host, Optional.empty(), tokens, anyoneReads);
  }

  private ConsoleSettings settings(
      String host, Optional<URI> publicUrl, Optional<AccessTokens> tokens, boolean anyoneReads) {
    return new ConsoleSettings(
        host,
        0,
        publicUrl,
        Optional.empty(),
        tokens,
        anyoneReads,
        () -> {
          throw new BrokerException("this test has no broker");
        },
        new ConsoleTopics(
            List.of(TopicNames.of("images")), "shadow", "truth", "models.status", "replays"),
        Optional.empty(),
        operator -> registry());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder post(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  /** Signs in, and returns the cookie and the CSRF token. */
  private List<String> signIn(String token) throws Exception {
    HttpResponse<String> answer = send(post("/api/session", "{\"token\":\"%s\"}".formatted(token)));
    assertThat(answer.statusCode()).isEqualTo(200);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("SameSite=Strict").contains("HttpOnly");
    String csrf = new JsonMapper().readTree(answer.body()).get("csrf").asText();
    return List.of(cookie.substring(0, cookie.indexOf(';')), csrf);
  }

  private int champion() {
    try (ModelRegistry registry = registry()) {
      RegisteredModel model = registry.model("cells");
      return model.aliases().get("champion");
    }
  }

  @Test
  void movesAnAliasForTheHolderOfATokenThatMayWrite() throws Exception {
    List<String> session = signIn(WRITER);
    HttpResponse<String> answer =
        send(
            post("/api/models/alias", MOVE)
                .header("Cookie", session.get(0))
                .header(Gate.CSRF, session.get(1)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(champion()).isEqualTo(2);
    try (ModelRegistry registry = registry()) {
      assertThat(registry.model("cells").tagsOf(2)).containsEntry("reason.champion.2", "better");
    }
  }

  @Test
  void startsAndStopsTheShadowForTheHolderOfATokenThatMayWrite() throws Exception {
    List<String> session = signIn(WRITER);
    String start = MOVE.replace("champion", "shadow").replace("\"moves\":1", "\"moves\":0");
    assertThat(change(session, start).statusCode()).isEqualTo(200);
    JsonNode shown = shadow();
    assertThat(shown.get("version").asInt()).isEqualTo(2);
    assertThat(shown.get("moves").asInt()).isEqualTo(1);

    String stop =
        start
            .replace("\"version\":2", "\"version\":null")
            .replace("\"moves\":0", "\"moves\":1")
            .replace("better", "seen enough");
    assertThat(change(session, stop).statusCode()).isEqualTo(200);

    assertThat(shadow().has("version")).isFalse();
    try (ModelRegistry registry = registry()) {
      assertThat(registry.model("cells").aliases()).doesNotContainKey("shadow");
      assertThat(registry.model("cells").tagsOf(2))
          .containsEntry("reason.shadow.1", "better")
          .containsEntry("reason.shadow.2", "seen enough");
    }
    HttpResponse<String> other = change(session, MOVE.replace("\"version\":2", "\"version\":null"));
    assertThat(other.statusCode()).as("the alias of the models that serve").isEqualTo(400);
    assertThat(champion()).isEqualTo(1);
  }

  private HttpResponse<String> change(List<String> session, String body) throws Exception {
    return send(
        post("/api/models/alias", body)
            .header("Cookie", session.get(0))
            .header(Gate.CSRF, session.get(1)));
  }

  private JsonNode shadow() throws Exception {
    return new JsonMapper().readTree(send(request("/api/models")).body()).at("/models/0/shadow");
  }

  @Test
  void rejectsAChangeOfAnAliasThatMovedMeanwhile() throws Exception {
    List<String> session = signIn(WRITER);
    try (ModelRegistry registry = registry()) {
      registry.setAlias("cells", "champion", 2);
    }
    HttpResponse<String> answer =
        send(
            post("/api/models/alias", MOVE.replace("\"version\":2", "\"version\":1"))
                .header("Cookie", session.get(0))
                .header(Gate.CSRF, session.get(1)));
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(champion()).isEqualTo(2);
  }

  @Test
  void rejectsAChangeWithoutATokenOrWithOneThatMayRead() throws Exception {
    assertThat(send(post("/api/models/alias", MOVE)).statusCode()).isEqualTo(401);
    List<String> reader = signIn(READER);
    HttpResponse<String> answer =
        send(
            post("/api/models/alias", MOVE)
                .header("Cookie", reader.get(0))
                .header(Gate.CSRF, reader.get(1)));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("the token of bob may read");
    assertThat(send(post("/api/session", "{\"token\":\"none of these\"}")).statusCode())
        .isEqualTo(401);
    assertThat(champion()).isEqualTo(1);
  }

  @Test
  void rejectsAChangeThatDoesNotRepeatTheSessionsCsrfToken() throws Exception {
    List<String> session = signIn(WRITER);
    HttpResponse<String> answer =
        send(
            post("/api/models/alias", MOVE)
                .header("Cookie", session.get(0))
                .header(Gate.CSRF, "guessed"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(champion()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/redrives", "/api/redrives/check"})
  void redrivesForTheHolderOfATokenThatMayWriteAlone(String path) throws Exception {
    String letter = "{\"topic\":\"images.dead-letters\",\"partition\":0,\"offset\":0}";
    assertThat(send(post(path, letter)).statusCode()).isEqualTo(401);
    List<String> reader = signIn(READER);
    assertThat(
            send(post(path, letter)
                    .header("Cookie", reader.get(0))
                    .header(Gate.CSRF, reader.get(1)))
                .statusCode())
        .isEqualTo(403);
    List<String> writer = signIn(WRITER);
    assertThat(send(post(path, letter).header("Cookie", writer.get(0))).statusCode())
        .as("without the CSRF token")
        .isEqualTo(403);
    HttpResponse<String> other =
        send(
            post(path, letter.replace("images.dead-letters", "images"))
                .header("Cookie", writer.get(0))
                .header(Gate.CSRF, writer.get(1)));
    assertThat(other.statusCode()).as("no dead letter of the stream").isEqualTo(400);
    HttpResponse<String> answer =
        send(post(path, letter).header("Cookie", writer.get(0)).header(Gate.CSRF, writer.get(1)));
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("this test has no broker");
  }

  @Test
  void rejectsAFormOfAnotherSite() throws Exception {
    List<String> session = signIn(WRITER);
    HttpRequest.Builder form =
        request("/api/models/alias")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Cookie", session.get(0))
            .header(Gate.CSRF, session.get(1))
            .POST(HttpRequest.BodyPublishers.ofString("model=cells"));
    assertThat(send(form).statusCode()).isEqualTo(403);
    for (List<String> header :
        List.of(
            List.of("Origin", "https://evil.example"),
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Sec-Fetch-Site", "same-site"))) {
      HttpRequest.Builder foreign =
          post("/api/models/alias", MOVE)
              .header("Cookie", session.get(0))
              .header(Gate.CSRF, session.get(1))
              .header(header.get(0), header.get(1));
      HttpResponse<String> answer = send(foreign);
      assertThat(answer.statusCode()).as(header.toString()).isEqualTo(403);
      assertThat(answer.body()).contains("another site");
    }
    assertThat(champion()).isEqualTo(1);
  }

  @Test
  void rejectsAForeignHost() throws Exception {
    assertThat(statusFor("evil.example")).contains(" 403 ");
    assertThat(statusFor("10.0.0.7:" + console.port())).contains(" 403 ");
    assertThat(statusFor("localhost:" + console.port())).contains(" 200 ");
  }

  @Test
  void behindAProxyAnswersToItsPublicNameAndAsksForASession() throws Exception {
    console.close();
    console =
        Console.start(
            settings(
                "127.0.0.1",
                Optional.of(URI.create("https://skipstream.example.org")),
                Optional.of(tokens())));

    assertThat(console.url()).isEqualTo("https://skipstream.example.org/");
    assertThat(statusFor("skipstream.example.org")).contains(" 200 ");
    assertThat(statusFor("Skipstream.example.org")).contains(" 200 ");
    assertThat(statusFor("skipstream.example.org.evil.example")).contains(" 403 ");
    assertThat(statusFor("skipstream.example.org:8443")).contains(" 403 ");
    assertThat(send(request("/api/losses")).statusCode())
        .as("a proxy opens the loopback address to other machines")
        .isEqualTo(401);
    HttpResponse<String> answer =
        send(post("/api/session", "{\"token\":\"%s\"}".formatted(READER)));
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
  }

  @Test
  void refusesAPublicAddressWithoutTokens() {
    Optional<URI> url = Optional.of(URI.create("https://skipstream.example.org"));
    assertThatThrownBy(() -> settings("127.0.0.1", url, Optional.empty()))
        .hasMessageContaining("expected tokens of its users");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "skipstream.example.org",
        "ftp://skipstream.example.org",
        "https://skipstream.example.org/console",
        "https://ann@skipstream.example.org",
        "https://skipstream.example.org?a=b",
        "mailto:ann@example.org"
      })
  void refusesAPublicAddressThatIsNone(String address) throws Exception {
    Optional<AccessTokens> tokens = Optional.of(tokens());
    assertThatThrownBy(() -> settings("127.0.0.1", Optional.of(URI.create(address)), tokens))
        .hasMessageContaining("'%s': expected http://HOST or https://HOST".formatted(address));
  }

  private String statusFor(String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void showsNothingBeyondLoopbackWithoutASession() throws Exception {
    console.close();
    console = Console.start(settings("0.0.0.0", Optional.of(tokens())));
    for (String path :
        List.of(
            "/events",
            "/pictures/images/0/0",
            "/api/frames?camera=street-1",
            "/api/flow",
            "/api/losses",
            "/api/models",
            "/api/redrives",
            "/api/replays")) {
      assertThat(send(request(path)).statusCode()).as(path).isEqualTo(401);
    }
    String cookie = signIn(READER).get(0);
    assertThat(send(request("/api/losses").header("Cookie", cookie)).statusCode()).isEqualTo(200);
  }

  /** As in a container, whose port is published to its machine alone. */
  @Test
  void showsTheStreamToAnyoneBeyondLoopbackWhereTheSettingsLetAnyoneRead() throws Exception {
    console.close();
    console = Console.start(settings("0.0.0.0", Optional.empty(), true));

    assertThat(send(request("/api/losses")).statusCode()).isEqualTo(200);
    assertThat(send(request("/api/session")).body())
        .contains("\"needed\":false")
        .contains("\"tokens\":false");
    assertThat(send(post("/api/models/alias", MOVE)).statusCode()).as("a change").isEqualTo(401);
    assertThat(statusFor("evil.example")).as("a rebound name").contains(" 403 ");
    assertThat(champion()).isEqualTo(1);
  }

  @Test
  void refusesToListenBeyondLoopbackWithoutTokens() {
    assertThatThrownBy(() -> settings("0.0.0.0", Optional.empty()))
        .hasMessageContaining("expected tokens of its users");
  }

  @Test
  void servesNoRecordOfATopicThatTheStreamDoesNotRead() throws Exception {
    assertThat(send(request("/pictures/models/0/0")).statusCode()).isEqualTo(404);
    assertThat(send(request("/pictures/__consumer_offsets/0/0")).statusCode()).isEqualTo(404);
    assertThat(send(request("/pictures/images/0/0")).statusCode())
        .as("a topic of the stream, whose broker is down")
        .isEqualTo(503);
  }

  @Test
  void allowsNoScriptButItsOwn() throws Exception {
    HttpResponse<String> page = send(request("/"));
    String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertThat(policy)
        .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'")
        .doesNotContain("unsafe")
        .doesNotContain("http");
    assertThat(send(request("/lib/lit.js")).statusCode()).isEqualTo(200);
    assertThat(send(request("/app/../Console.class")).statusCode()).isNotEqualTo(200);
  }
}
