package dev.skipstream.registry.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.registry.artifact.FileSystemArtifactStore;
import dev.skipstream.registry.server.RemoteArtifactStore;
import dev.skipstream.registry.server.RemoteModelRegistry;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryLocationTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "file:"})
  void aFolderHasTheLogAndTheArchives(String scheme) {
    RegistryLocation location = RegistryLocation.of(scheme + folder);

    try (ModelRegistry registry = location.open()) {
      assertThat(registry.models()).isEmpty();
    }
    assertThat(location.artifacts()).isInstanceOf(FileSystemArtifactStore.class);
    assertThat(location.workFolder()).isEqualTo(folder);
  }

  @Test
  void resolvingRegistersNothing() {
    RegistryLocation location = RegistryLocation.of(folder.toString());

    assertThatThrownBy(() -> location.resolve("models:/street@champion"))
        .isInstanceOf(UnknownModelException.class);

    try (ModelRegistry registry = location.open()) {
      assertThat(registry.models()).isEmpty();
    }
  }

  @Test
  void aServiceHasTheRegistryAndTheArchives() {
    RegistryLocation location = RegistryLocation.of("http://127.0.0.1:1");

    try (ModelRegistry registry = location.open()) {
      assertThat(registry).isInstanceOf(RemoteModelRegistry.class);
    }
    assertThat(location.artifacts()).isInstanceOf(RemoteArtifactStore.class);
    assertThatThrownBy(location::openLog)
        .isInstanceOf(InvalidLocationException.class)
        .hasMessage(
            "registry is 'http://127.0.0.1:1', a service: run this where that has its registry");
  }

  @Test
  void aTopicHasItsArchivesInTheHomeFolder() {
    assertThat(RegistryLocation.of("kafka:broker:9092").workFolder())
        .isEqualTo(RegistrySettings.DEFAULT_HOME);
  }

  @Test
  void aTopicOfNoServersNeedsAccessToTheProgramsCluster() {
    assertThatThrownBy(() -> RegistryLocation.of("kafka").open())
        .isInstanceOf(InvalidLocationException.class)
        .hasMessage("registry is 'kafka': expected the servers too, as kafka:HOST:PORT");
  }

  @Test
  void aFolderOfArchivesReplacesThoseOfTheRegistry() {
    RegistrySettings settings = RegistrySettings.of("http://127.0.0.1:1");
    RegistryLocation location =
        new RegistryLocation(
            new RegistrySettings(
                settings.where(),
                settings.kafka(),
                settings.token(),
                settings.authority(),
                Optional.of(folder.toString()),
                settings.home(),
                settings.cache(),
                settings.cacheBytes(),
                settings.operator()));

    assertThat(location.artifacts()).isInstanceOf(FileSystemArtifactStore.class);
    assertThat(location.workFolder()).isEqualTo(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host/x", "s3://bucket/registry"})
  void anotherSchemeIsRejected(String where) {
    assertThatThrownBy(() -> RegistryLocation.of(where))
        .isInstanceOf(InvalidLocationException.class)
        .hasMessageStartingWith("registry is '" + where + "': expected a folder");
  }

  @Test
  void aUrlThatIsNoneIsRejected() {
    assertThatThrownBy(() -> RegistryLocation.of("http://[host"))
        .isInstanceOf(InvalidLocationException.class)
        .hasMessageStartingWith("registry is 'http://[host': expected a URL");
  }
}
