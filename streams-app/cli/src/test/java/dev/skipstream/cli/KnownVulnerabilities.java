package dev.skipstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the libraries of an SBOM against the vulnerabilities that OSV lists. Program of {@code
 * check-dependencies.sh}.
 *
 * <p>Source of the requests: https://google.github.io/osv.dev/api/.
 */
final class KnownVulnerabilities {
  private static final URI OSV = URI.create("https://api.osv.dev");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** OSV's limit. */
  private static final int QUERIES_OF_A_REQUEST = 1_000;

  private static final Pattern PURL = Pattern.compile("pkg:maven/([^/]+)/([^@]+)@([^?]+).*");
  private static final JsonMapper JSON = new JsonMapper();

  private final URI service;
  private final LocalDate today;
  private final PrintStream out;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  KnownVulnerabilities(URI service, LocalDate today, PrintStream out) {
    this.service = service;
    this.today = today;
    this.out = out;
  }

  /**
   * An accepted finding.
   *
   * @param id the vulnerability, by its id or by one of its aliases
   * @param until the last day on which it is accepted
   * @param reason why it does no harm
   */
  private record Accepted(String id, LocalDate until, String reason) {}

  /**
   * Ends with 0, or with 1 where a finding is not accepted, 2 for bad input, 3 without an answer.
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length != 2) {
      System.err.println("expected two arguments: SBOM.json ACCEPTED.yaml");
      System.exit(ExitCode.BAD_INPUT.status());
    }
    KnownVulnerabilities check =
        new KnownVulnerabilities(OSV, LocalDate.now(ZoneOffset.UTC), System.out);
    int status;
    try {
      status = check.run(Path.of(args[0]), Path.of(args[1]));
    } catch (IOException e) {
      System.err.println("no answer of " + OSV + ": " + e);
      status = ExitCode.BROKER.status();
    } catch (BadInputException e) {
      System.err.println(e.getMessage());
      status = ExitCode.BAD_INPUT.status();
    }
    System.exit(status);
  }

  /**
   * Prints each finding, and each accepted one that is not there.
   *
   * @return 0 where each finding is accepted, or else 1
   */
  int run(Path sbom, Path acceptedFile) throws IOException, InterruptedException {
    List<Accepted> accepted = accepted(acceptedFile);
    Set<String> purls = purls(sbom);
    Map<String, Set<String>> found = query(purls);
    Set<Accepted> used = new LinkedHashSet<>();
    int open = 0;
    for (Map.Entry<String, Set<String>> finding : found.entrySet()) {
      JsonNode vulnerability = get("/v1/vulns/" + encoded(finding.getKey()));
      if (vulnerability.hasNonNull("withdrawn")) {
        continue;
      }
      Optional<Accepted> match = match(accepted, vulnerability);
      match.ifPresent(used::add);
      boolean holds = match.isPresent() && !match.get().until().isBefore(today);
      if (!holds) {
        open++;
      }
      out.printf(
          "%s %s %s: %s%s%n",
          holds ? "accepted" : "FOUND",
          finding.getKey(),
          String.join(", ", finding.getValue()),
          vulnerability.path("summary").asText("no summary"),
          match
              .map(
                  one ->
                      holds
                          ? "; accepted until %s: %s".formatted(one.until(), one.reason())
                          : "; accepted until %s only".formatted(one.until()))
              .orElse(""));
    }
    accepted.stream()
        .filter(one -> !used.contains(one))
        .forEach(one -> out.printf("not found any more: %s; remove it from the file%n", one.id()));
    out.printf(
        "%d packages, %d known vulnerabilities, %d of them not accepted%n",
        purls.size(), found.size(), open);
    return open == 0 ? ExitCode.DONE.status() : ExitCode.GATE_FAILED.status();
  }

  private static Optional<Accepted> match(List<Accepted> accepted, JsonNode vulnerability) {
    Set<String> names = new TreeSet<>();
    names.add(vulnerability.path("id").asText());
    vulnerability.path("aliases").forEach(alias -> names.add(alias.asText()));
    return accepted.stream().filter(one -> names.contains(one.id())).findFirst();
  }

  private static List<Accepted> accepted(Path file) {
    List<Accepted> all = new ArrayList<>();
    try {
      for (JsonNode entry : new YAMLMapper().readTree(file.toFile()).path("accepted")) {
        String id = text(file, entry, "id");
        all.add(
            new Accepted(
                id, LocalDate.parse(text(file, entry, "until")), text(file, entry, "reason")));
      }
    } catch (IOException e) {
      throw new BadInputException("%s cannot be read: %s".formatted(file, e.getMessage()));
    }
    return all;
  }

  private static String text(Path file, JsonNode entry, String name) {
    String text = entry.path(name).asText();
    if (text.isBlank()) {
      throw new BadInputException(
          "%s: an entry has no %s: expected id, until and reason".formatted(file, name));
    }
    return text;
  }

  /** Returns the packages of an SBOM under the names that OSV has for them. */
  static Set<String> purls(Path sbom) {
    Set<String> purls = new TreeSet<>();
    try {
      for (JsonNode component : JSON.readTree(sbom.toFile()).path("components")) {
        purls.addAll(names(component.path("purl").asText()));
      }
    } catch (IOException e) {
      throw new BadInputException("%s cannot be read: %s".formatted(sbom, e.getMessage()));
    }
    if (purls.isEmpty()) {
      throw new BadInputException(
          "%s has no components: expected a CycloneDX SBOM".formatted(sbom));
    }
    return purls;
  }

  /**
   * Returns the names of a Maven package. A WebJar is a package of npm. libtorch and OpenCV have
   * their advisories under the names of their Python packages.
   */
  static List<String> names(String purl) {
    Matcher maven = PURL.matcher(purl);
    if (!maven.matches() || maven.group(1).equals("dev.skipstream")) {
      return List.of();
    }
    String group = maven.group(1);
    String artifact = maven.group(2);
    String version = maven.group(3);
    if (group.equals("org.webjars.npm")) {
      int scope = artifact.indexOf("__");
      String name =
          scope < 0
              ? artifact
              : "%40" + artifact.substring(0, scope) + "/" + artifact.substring(scope + 2);
      return List.of("pkg:npm/%s@%s".formatted(name, version));
    }
    String own = "pkg:maven/%s/%s@%s".formatted(group, artifact, version);
    if (artifact.startsWith("pytorch-native-")) {
      return List.of(own, "pkg:pypi/torch@" + version);
    }
    if (group.equals("org.bytedeco") && artifact.equals("opencv")) {
      return List.of(own, "pkg:pypi/opencv-python@" + version.substring(0, version.indexOf('-')));
    }
    return List.of(own);
  }

  /** Returns the packages of each vulnerability, by its id. */
  private Map<String, Set<String>> query(Set<String> purls)
      throws IOException, InterruptedException {
    Map<String, Set<String>> found = new TreeMap<>();
    Map<String, String> next = new LinkedHashMap<>();
    purls.forEach(purl -> next.put(purl, ""));
    while (!next.isEmpty()) {
      List<String> asked = next.keySet().stream().limit(QUERIES_OF_A_REQUEST).toList();
      ObjectNode request = JSON.createObjectNode();
      ArrayNode queries = request.putArray("queries");
      for (String purl : asked) {
        ObjectNode query = queries.addObject();
        query.putObject("package").put("purl", purl);
        String page = next.remove(purl);
        if (!page.isEmpty()) {
          query.put("page_token", page);
        }
      }
      JsonNode results = post("/v1/querybatch", request).path("results");
      if (results.size() != asked.size()) {
        throw new IOException("%d results of %d queries".formatted(results.size(), asked.size()));
      }
      for (int i = 0; i < asked.size(); i++) {
        String purl = asked.get(i);
        for (JsonNode one : results.get(i).path("vulns")) {
          found.computeIfAbsent(one.path("id").asText(), id -> new TreeSet<>()).add(purl);
        }
        String page = results.get(i).path("next_page_token").asText();
        if (!page.isEmpty()) {
          next.put(purl, page);
        }
      }
    }
    return found;
  }

  private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(service.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(service.resolve(path)));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("%s: status %d".formatted(answer.uri(), answer.statusCode()));
    }
    return JSON.readTree(answer.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
