package dev.skipstream.app;

import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.registry.artifact.FileSystemArtifactStore;
import dev.skipstream.registry.log.FileModelRegistry;
import java.nio.file.Path;
import java.time.Clock;
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

  ArtifactStore artifacts() {
    return new FileSystemArtifactStore(folder());
  }
}
