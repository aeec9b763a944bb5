package dev.skipstream.registry.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileModelRegistryTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final ModelManifest MANIFEST = ModelFixtures.manifest("sha256:" + "01".repeat(32));

  @TempDir Path folder;

  @Test
  void countsVersionsFromOneWithinAName() {
    assertThat(registry().register("cells", MANIFEST).version()).isEqualTo(1);
    assertThat(registry().register("street", MANIFEST).version()).isEqualTo(1);
    assertThat(registry().register("cells", MANIFEST).uri()).isEqualTo("models:/cells/2");
  }

  @Test
  void givesBackWhatWasRegistered() {
    registry().register("cells", MANIFEST);

    assertThat(registry().resolve(ModelRef.parse("models:/cells/1")))
        .isEqualTo(new ModelVersion("cells", 1, MANIFEST, NOW));
  }

  @Test
  void resolvesABareNameToItsNewestVersion() {
    registry().register("cells", MANIFEST);
    registry().register("cells", MANIFEST);

    assertThat(registry().resolve(ModelRef.parse("models:/cells")).version()).isEqualTo(2);
  }

  @Test
  void saysWhichNamesThereAreWhenOneIsUnknown() {
    registry().register("cells", MANIFEST);

    assertThatThrownBy(() -> registry().resolve(ModelRef.parse("models:/sells/1")))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("cells");
  }

  @Test
  void saysWhichVersionIsTheNewestWhenOneIsUnknown() {
    registry().register("cells", MANIFEST);

    assertThatThrownBy(() -> registry().resolve(ModelRef.parse("models:/cells/2")))
        .isInstanceOf(UnknownModelException.class)
        .hasMessage("models:/cells/2: the newest version of cells is 1");
  }

  @Test
  void writesNothingToLookAtAFolderThatIsNoRegistryYet() {
    Path absent = folder.resolve("absent");

    assertThat(new FileModelRegistry(absent, Clock.systemUTC()).list()).isEmpty();
    assertThat(absent).doesNotExist();
  }

  @Test
  void resolvesAnAliasToTheVersionItPointsAtLast() {
    registry().register("cells", MANIFEST);
    registry().register("cells", MANIFEST);
    registry().setAlias("cells", "champion", 2);
    registry().setAlias("cells", "champion", 1);
    registry().setAlias("cells", "challenger", 2);

    assertThat(registry().resolve(ModelRef.parse("models:/cells@champion")).version()).isEqualTo(1);
    assertThat(registry().aliases("cells")).isEqualTo(Map.of("champion", 1, "challenger", 2));
  }

  @Test
  void refusesAnAliasOfAVersionThatThereIsNot() {
    registry().register("cells", MANIFEST);

    assertThatThrownBy(() -> registry().setAlias("cells", "champion", 2))
        .isInstanceOf(UnknownModelException.class)
        .hasMessage("models:/cells/2: the newest version of cells is 1");
    assertThat(registry().aliases("cells")).isEmpty();
  }

  @Test
  void saysWhichAliasesThereAreWhenOneIsUnknown() {
    registry().register("cells", MANIFEST);
    registry().setAlias("cells", "champion", 1);

    assertThatThrownBy(() -> registry().resolve(ModelRef.parse("models:/cells@campion")))
        .isInstanceOf(UnknownModelException.class)
        .hasMessage("models:/cells@campion: cells has no such alias; it has champion");
  }

  @Test
  void refusesANameThatIsAPath() {
    assertThatThrownBy(() -> registry().register("../cells", MANIFEST))
        .isInstanceOf(InvalidModelException.class);
    assertThat(registry().list()).isEmpty();
  }

  @Test
  void overwritesTheHalfLineOfAWriterThatDied() throws Exception {
    registry().register("cells", MANIFEST);
    Files.writeString(
        folder.resolve("log.jsonl"), "{\"command\":\"regis", StandardOpenOption.APPEND);

    assertThat(registry().list()).hasSize(1);
    assertThat(registry().register("cells", MANIFEST).version()).isEqualTo(2);
    assertThat(registry().list()).extracting(ModelVersion::version).containsExactly(1, 2);
  }

  @Test
  void refusesALogThatALaterVersionWrote() throws Exception {
    Files.writeString(folder.resolve("log.jsonl"), "{\"command\":\"teleport\"}\n");

    assertThatThrownBy(() -> registry().list())
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("'teleport' is not known here")
        .hasMessageContaining("log.jsonl");
  }

  @Test
  void assignsEachNumberOnceToWritersInParallel() {
    List<Integer> versions =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(i -> registry().register("cells", MANIFEST).version())
            .sorted()
            .toList();

    assertThat(versions).isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
  }

  private FileModelRegistry registry() {
    return new FileModelRegistry(folder, Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
