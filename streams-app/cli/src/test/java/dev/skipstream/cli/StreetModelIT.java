package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.street.StreetConditions.Daytime;
import dev.skipstream.source.street.StreetConditions.Weather;
import dev.skipstream.source.street.StreetSource;
import dev.skipstream.source.street.StreetView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
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
  void detectContinuesAfterADamagedFileAndEndsWithTwo() throws Exception {
    StreetView view =
        new StreetView(
            640, 384, Duration.ofSeconds(1), Optional.of(Daytime.DAY), Optional.of(Weather.CLEAR));
    Path[] images = new Path[3];
    try (FrameReader street = StreetSource.of(21, view, Optional.empty(), 90).open()) {
      byte[] jpeg = street.next().orElseThrow().image();
      for (int i = 0; i < images.length; i++) {
        images[i] = Files.createDirectories(folder.resolve("cam" + i)).resolve("0001.jpg");
        Files.write(images[i], i == 1 ? new byte[] {1, 2, 3} : jpeg);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream terminal = System.out;
    System.setOut(new PrintStream(out, true, UTF_8));
    StringWriter err = new StringWriter();
    int status;
    try {
      status =
          Main.commandLine()
              .setErr(new PrintWriter(err))
              .execute(
                  "detect",
                  registry(),
                  "--json",
                  images[0].toString(),
                  images[1].toString(),
                  images[2].toString());
    } finally {
      System.setOut(terminal);
    }

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("1 of 3 images cannot be read");
    List<String> ids =
        new ObjectMapper()
            .readerFor(JsonNode.class).<JsonNode>readValues(out.toString(UTF_8)).readAll().stream()
                .map(event -> event.get("frame").get("id").asText())
                .toList();
    assertThat(ids).containsExactly("cam0/0001", "cam2/0001");
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

  /** Registers the bundled model as a first use does that did not find it. */
  private void register() {
    RegistryLocation location =
        CommandLine.populateCommand(new RegistryOption(), registry()).location();
    try (ModelRegistry registry = location.open()) {
      StreetModel.register(location, registry);
    }
  }

  private String registry() {
    return "--registry=" + folder.resolve("registry");
  }
}
