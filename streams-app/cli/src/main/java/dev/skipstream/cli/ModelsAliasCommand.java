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
    name = "alias",
    description = "Moves an alias to a version: models:/NAME@ALIAS then resolves to it.",
    footer = {"", "Example: skipstream models alias models:/street/2 champion"})
final class ModelsAliasCommand implements Callable<Integer> {
  @Mixin RegistryOption registry;

  @Parameters(
      index = "0",
      paramLabel = "URI",
      description = "models:/NAME/VERSION, or models:/NAME for the newest")
  String uri;

  @Parameters(
      index = "1",
      paramLabel = "ALIAS",
      description = "name of the alias, such as champion")
  String alias;

  @Override
  public Integer call() {
    ModelRef ref = ModelRef.parse(uri);
    RegistryLocation location = registry.location();
    try (ModelRegistry open = location.open()) {
      StreetModel.offer(location, open, ref);
      ModelVersion version = open.resolve(ref);
      open.setAlias(version.name(), alias, version.version());
      System.out.printf("models:/%s@%s is %s%n", version.name(), alias, version.uri());
    }
    return ExitCode.DONE.status();
  }
}
