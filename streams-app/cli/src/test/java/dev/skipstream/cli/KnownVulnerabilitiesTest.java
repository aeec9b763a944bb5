package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the program against answers in the form that OSV documents: the build has no network. */
class KnownVulnerabilitiesTest {
  private static final String SBOM =
      """
      {"bomFormat": "CycloneDX", "components": [
        {"purl": "pkg:maven/dev.skipstream/kafka@0.1.0?type=jar"},
        {"purl": "pkg:maven/ch.qos.logback/logback-core@1.5.18?type=jar"},
        {"purl": "pkg:maven/ai.djl.pytorch/pytorch-native-cpu@2.7.1?classifier=linux-x86_64&type=jar"}]}
      """;

  @TempDir Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private HttpServer osv;

  @BeforeEach
  void start() throws IOException {
    osv = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    osv.createContext("/v1/querybatch", this::batch);
    osv.createContext(
        "/v1/vulns/GHSA-log",
        exchange ->
            answer(
                exchange,
                "{\"id\": \"GHSA-log\", \"aliases\": [\"CVE-2025-1\"], \"summary\": \"logs too much\"}"));
    osv.createContext(
        "/v1/vulns/GHSA-torch",
        exchange -> answer(exchange, "{\"id\": \"GHSA-torch\", \"summary\": \"a loss function\"}"));
    osv.createContext(
        "/v1/vulns/GHSA-gone",
        exchange ->
            answer(exchange, "{\"id\": \"GHSA-gone\", \"withdrawn\": \"2025-01-01T00:00:00Z\"}"));
    osv.start();
  }

  @AfterEach
  void stop() {
    osv.stop(0);
  }

  /** logback has two pages of findings, torch one. */
  private void batch(HttpExchange exchange) throws IOException {
    JsonNode queries = new JsonMapper().readTree(exchange.getRequestBody()).get("queries");
    StringBuilder results = new StringBuilder();
    for (JsonNode query : queries) {
      String purl = query.at("/package/purl").asText();
      String result =
          switch (purl) {
            case "pkg:maven/ch.qos.logback/logback-core@1.5.18" ->
                query.path("page_token").asText().equals("second")
                    ? "{\"vulns\": [{\"id\": \"GHSA-log\"}]}"
                    : "{\"vulns\": [{\"id\": \"GHSA-gone\"}], \"next_page_token\": \"second\"}";
            case "pkg:pypi/torch@2.7.1" -> "{\"vulns\": [{\"id\": \"GHSA-torch\"}]}";
            default -> "{}";
          };
      results.append(results.isEmpty() ? "" : ",").append(result);
    }
    answer(exchange, "{\"results\": [" + results + "]}");
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int check(String accepted) throws Exception {
    Path sbom = Files.writeString(folder.resolve("sbom.json"), SBOM);
    Path file = Files.writeString(folder.resolve("accepted.yaml"), accepted);
    URI service = URI.create("http://127.0.0.1:" + osv.getAddress().getPort());
    return new KnownVulnerabilities(
            service, LocalDate.of(2026, 12, 1), new PrintStream(printed, true, UTF_8))
        .run(sbom, file);
  }

  private static String entry(String id, String until) {
    return "  - id: %s\n    until: %s\n    reason: it is not called\n".formatted(id, until);
  }

  @Test
  void aFindingThatIsNotAcceptedFailsTheGate() throws Exception {
    assertThat(check("accepted: []\n")).isEqualTo(1);
    assertThat(printed.toString(UTF_8).lines())
        .containsExactly(
            "FOUND GHSA-log pkg:maven/ch.qos.logback/logback-core@1.5.18: logs too much",
            "FOUND GHSA-torch pkg:pypi/torch@2.7.1: a loss function",
            "3 packages, 3 known vulnerabilities, 2 of them not accepted");
  }

  @Test
  void anAcceptedFindingPassesByItsIdOrAnAlias() throws Exception {
    int status =
        check(
            "accepted:\n" + entry("CVE-2025-1", "2026-12-01") + entry("GHSA-torch", "2027-01-01"));

    assertThat(printed.toString(UTF_8))
        .contains("accepted GHSA-log")
        .contains("; accepted until 2026-12-01: it is not called");
    assertThat(status).isZero();
  }

  @Test
  void anAcceptanceEnds() throws Exception {
    int status =
        check(
            "accepted:\n" + entry("CVE-2025-1", "2026-11-30") + entry("GHSA-torch", "2027-01-01"));

    assertThat(status).isEqualTo(1);
    assertThat(printed.toString(UTF_8)).contains("accepted until 2026-11-30 only");
  }

  @Test
  void anAcceptedFindingThatIsNotThereAnyMoreIsNamed() throws Exception {
    check("accepted:\n" + entry("GHSA-old", "2027-01-01"));

    assertThat(printed.toString(UTF_8))
        .contains("not found any more: GHSA-old; remove it from the file");
  }

  @Test
  void anAcceptedFindingNeedsAReason() {
    assertThatThrownBy(() -> check("accepted:\n  - id: GHSA-log\n    until: 2027-01-01\n"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("an entry has no reason");
  }

  @Test
  void aServiceThatDoesNotAnswerIsNoPass() {
    osv.removeContext("/v1/querybatch");

    assertThatThrownBy(() -> check("accepted: []\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status 404");
  }

  @Test
  void packagesHaveTheNamesOfTheirAdvisories() {
    assertThat(KnownVulnerabilities.names("pkg:maven/org.webjars.npm/lit__reactive-element@2.1.2"))
        .containsExactly("pkg:npm/%40lit/reactive-element@2.1.2");
    assertThat(KnownVulnerabilities.names("pkg:maven/org.webjars.npm/uplot@1.6.30?type=jar"))
        .containsExactly("pkg:npm/uplot@1.6.30");
    assertThat(KnownVulnerabilities.names("pkg:maven/org.bytedeco/opencv@4.13.0-1.5.13?type=jar"))
        .containsExactly(
            "pkg:maven/org.bytedeco/opencv@4.13.0-1.5.13", "pkg:pypi/opencv-python@4.13.0");
    assertThat(KnownVulnerabilities.names("pkg:maven/dev.skipstream/cli@0.1.0")).isEmpty();
  }

  /** The file of the product is in the form that the program reads. */
  @Test
  void theFileOfAcceptedFindingsIsValid() throws Exception {
    check(Files.readString(Path.of("..", "..", "accepted-findings.yaml")));

    assertThat(printed.toString(UTF_8)).contains("3 packages");
  }
}
