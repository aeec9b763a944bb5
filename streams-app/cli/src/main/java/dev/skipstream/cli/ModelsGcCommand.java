package dev.skipstream.cli;

import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.artifact.ArtifactStore;
import dev.skipstream.registry.location.RegistryLocation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "gc",
    description = "Removes archives without a version, and the remains of killed imports.",
    footer = {"", "Example: skipstream models gc --older-than 5m"})
final class ModelsGcCommand implements Callable<Integer> {
  @Mixin RegistryOption registry;

  @Option(
      names = "--older-than",
      paramLabel = "DURATION",
      defaultValue = "1h",
      converter = DurationConverter.class,
      description = "keep younger files, which a running import may need (default: an hour)")
  Duration age;

  @Override
  public Integer call() throws IOException {
    Instant before = Instant.now().minus(age);
    RegistryLocation location = registry.location();
    Set<String> used;
    // Not through a service: only its operator can tell which other programs need the files.
    try (ModelRegistry open = location.openLog()) {
      used =
          open.models().stream()
              .flatMap(model -> model.versions().stream())
              .map(version -> version.manifest().digest())
              .collect(Collectors.toSet());
    }
    ArtifactStore.Removed removed = location.artifacts().removeUnused(used, before);
    int imports = location.removeAbandonedImports(before);
    System.out.printf(
        "removed %d files of %.1f MB that no version has, and %d abandoned imports%n",
        removed.files(), removed.bytes() / 1e6, imports);
    return ExitCode.DONE.status();
  }
}
