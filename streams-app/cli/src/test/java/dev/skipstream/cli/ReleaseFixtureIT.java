package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.broker.EmbeddedBroker;
import dev.skipstream.broker.Listener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** This version reads the topics and the registries of earlier releases, and goes on with them. */
@Timeout(180)
class ReleaseFixtureIT {
  private static final Path RELEASES =
      Path.of("src", "test", "resources", "dev", "skipstream", "cli", "releases");

  @TempDir Path folder;

  static List<Path> releases() throws IOException {
    try (Stream<Path> releases = Files.list(RELEASES)) {
      return releases.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void theTopicsAndTheRegistryOfAReleaseAreReadAndTheStreamGoesOn(Path release) throws Exception {
    Path data = folder.resolve("data");
    try (InputStream zip = Files.newInputStream(release.resolve(ReleaseFixture.BROKER))) {
      ReleaseFixture.unpack(zip, data);
    }
    Path registry = Files.createDirectory(folder.resolve("registry"));
    Files.copy(release.resolve(ReleaseFixture.REGISTRY), registry.resolve("log.jsonl"));
    JsonNode then = read(release.resolve(ReleaseFixture.READING));
    try (EmbeddedBroker broker = EmbeddedBroker.start(data, Listener.loopback(0))) {
      String servers = broker.bootstrapServers();

      assertThat(ReleaseReading.lost(then, ReleaseReading.of(servers, registry), "")).isEmpty();

      ReleaseFixture.publish(
          ReleaseFixture.client(servers),
          List.of(ReleaseFixture.image("lobby", 100, "ca", Instant.now())));
      ReleaseFixture.run(servers, ReleaseFixture.ANSWERED + 1);
      assertThat(
              Printed.by(
                  "audit",
                  "--bootstrap-server=" + servers,
                  "--application-id=" + ReleaseFixture.APPLICATION))
          .contains("%d image events".formatted(ReleaseFixture.ANSWERED + 1))
          .contains("each has exactly one outcome, in order");
      String registryTopic = "--registry=kafka:" + servers;
      Printed.by("models", "alias", registryTopic, "models:/cells/2", "champion");
      assertThat(Printed.by("models", "show", registryTopic, "models:/cells@champion"))
          .contains("models:/cells/2");
    }
  }

  private static JsonNode read(Path file) throws IOException {
    return new JsonMapper().readTree(file.toFile());
  }

  /** The comparison itself: what it does not see, it cannot report. */
  @Test
  void aLostFieldAValueThatChangedAndAMissingElementAreFound() throws IOException {
    JsonNode then = new JsonMapper().readTree("{\"a\": 1, \"b\": {\"c\": \"x\"}, \"d\": [1, 2]}");
    JsonNode now =
        new JsonMapper().readTree("{\"a\": 1.0, \"b\": {\"c\": \"y\"}, \"d\": [1], \"new\": 2}");

    assertThat(ReleaseReading.lost(then, now, ""))
        .containsExactly("/b/c was \"x\" and is \"y\"", "/d was [1,2] and is [1]");
    assertThat(ReleaseReading.lost(now, then, "")).contains("/new was 2 and is ");
  }
}
