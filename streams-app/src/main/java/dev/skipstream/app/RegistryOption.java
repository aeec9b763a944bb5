package dev.skipstream.app;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.registry.artifact.FileSystemArtifactStore;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.log.FileModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where models are: shared by every command that needs one. */
final class RegistryOption {
  private static final String FILE_SCHEME = "file:";

  @Option(
      names = "--registry",
      paramLabel = "DIR",
      defaultValue = "${env:SKIPSTREAM_REGISTRY:-${sys:user.home}/.skipstream/registry}",
      description = "the registry's folder, as DIR or file:DIR (default: ${DEFAULT-VALUE})")
  private String location;

  Path folder() {
    String path =
        location.startsWith(FILE_SCHEME) ? location.substring(FILE_SCHEME.length()) : location;
    if (path.contains("://")) {
      throw new BadInputException(
          "--registry is '%s': expected a folder, as DIR or file:DIR".formatted(location));
    }
    return Path.of(path);
  }

  ModelRegistry registry() {
    return new FileModelRegistry(folder(), Clock.systemUTC());
  }

  /**
   * The version that a model URI stands for; the model that comes with us is registered by that.
   */
  ModelVersion resolve(String uri) {
    ModelRef ref = ModelRef.parse(uri);
    if (ref.name().equals(StreetModel.NAME) && !has(ref.name())) {
      StreetModel.registerIn(this);
    }
    return registry().resolve(ref);
  }

  private boolean has(String name) {
    return registry().list().stream().anyMatch(version -> version.name().equals(name));
  }

  /** Makes the next version of a name from a checkpoint. */
  ModelVersion importCheckpoint(String name, Path checkpoint, ImportSettings settings)
      throws IOException {
    // Where the store is: moving the archive into it is then a rename.
    Files.createDirectories(folder());
    try (TemporaryFolder work = TemporaryFolder.create(folder(), "import-")) {
      ImportedDetector imported =
          new DetectorImporter(Clock.systemUTC())
              .importCheckpoint(checkpoint, settings, work.path().resolve("detector.pt"));
      artifacts().put(imported.archive(), imported.manifest().digest());
      return registry().register(name, imported.manifest());
    }
  }

  /** The aliases that point at a version. */
  List<String> aliasesOf(ModelVersion version) {
    return registry().aliases(version.name()).entrySet().stream()
        .filter(alias -> alias.getValue() == version.version())
        .map(Map.Entry::getKey)
        .toList();
  }

  ArtifactStore artifacts() {
    return new FileSystemArtifactStore(folder());
  }
}
