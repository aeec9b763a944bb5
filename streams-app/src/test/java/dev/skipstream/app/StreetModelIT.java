package dev.skipstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.street.StreetConditions.Daytime;
import dev.skipstream.source.street.StreetConditions.Weather;
import dev.skipstream.source.street.StreetSource;
import dev.skipstream.source.street.StreetView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A new user has no model: the one that comes with the program is there when it is asked for. */
@Timeout(180)
class StreetModelIT {
  @TempDir Path folder;

  @Test
  void isRegisteredByItsFirstUseAndFindsWhatIsInTheStreet() throws Exception {
    Path image = folder.resolve("frame.jpg");
    StreetView view =
        new StreetView(
            640, 384, Duration.ofSeconds(1), Optional.of(Daytime.DAY), Optional.of(Weather.CLEAR));
    try (FrameReader street = StreetSource.of(21, view, Optional.empty(), 90).open()) {
      Files.write(image, street.next().orElseThrow().image());
    }

    JsonNode event =
        new ObjectMapper().readTree(Printed.by("detect", registry(), "--json", image.toString()));

    assertThat(event.get("model").get("name").asText()).isEqualTo("street");
    assertThat(event.get("model").get("version").asInt()).isEqualTo(1);
    assertThat(event.get("detections")).isNotEmpty();
    assertThat(event.get("detections").get(0).get("score").asDouble()).isGreaterThan(0.5);
    assertThat(Printed.by("models", "list", registry()).lines())
        .satisfiesExactly(
            champion -> assertThat(champion).contains("models:/street/1").endsWith("@champion"),
            other -> assertThat(other).contains("models:/street/2").endsWith("@challenger"));
  }

  @Test
  void itsAliasCanBeDeletedInANewRegistry() {
    assertThat(Printed.by("models", "unalias", "models:/street@challenger", registry()))
        .isEqualTo("models:/street@challenger is deleted\n");
    assertThat(Printed.by("models", "list", registry()))
        .contains("@champion")
        .doesNotContain("@challenger");
  }

  @Test
  void ofTwoFirstUsesAtOnceOneRegistersIt() {
    List<CompletableFuture<Void>> uses =
        Stream.generate(() -> CompletableFuture.runAsync(this::register)).limit(2).toList();

    uses.forEach(CompletableFuture::join);

    assertThat(Printed.by("models", "list", registry()).lines())
        .satisfiesExactly(
            champion -> assertThat(champion).contains("models:/street/1").endsWith("@champion"),
            other -> assertThat(other).contains("models:/street/2").endsWith("@challenger"));
  }

  /** As a first use does that found no such model. */
  private void register() {
    RegistryOption option = CommandLine.populateCommand(new RegistryOption(), registry());
    try (ModelRegistry registry = option.open()) {
      StreetModel.registerIn(registry, option);
    }
  }

  private String registry() {
    return "--registry=" + folder.resolve("registry");
  }
}
