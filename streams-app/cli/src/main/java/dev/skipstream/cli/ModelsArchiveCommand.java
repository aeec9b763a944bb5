package dev.skipstream.cli;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.location.RegistryLocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "archive",
    description = "Archives a version: it is never the newest, and no alias can point at it.",
    footer = {"", "Example: skipstream models archive models:/street/2"})
final class ModelsArchiveCommand implements Callable<Integer> {
  @Mixin RegistryOption registry;

  @Parameters(
      paramLabel = "URI",
      description = "models:/NAME/VERSION, models:/NAME@ALIAS, or models:/NAME for the newest")
  String uri;

  @Override
  public Integer call() {
    ModelRef ref = ModelRef.parse(uri);
    RegistryLocation location = registry.location();
    try (ModelRegistry open = location.open()) {
      StreetModel.offer(location, open, ref);
      ModelVersion version = open.resolve(ref);
      open.archive(version.name(), version.version());
      System.out.printf("%s is archived%n", version.uri());
    }
    return ExitCode.DONE.status();
  }
}
