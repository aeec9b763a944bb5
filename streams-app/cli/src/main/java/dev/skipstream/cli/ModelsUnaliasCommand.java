package dev.skipstream.cli;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.location.RegistryLocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "unalias",
    description = "Deletes an alias.",
    footer = {"", "Example: skipstream models unalias models:/street@challenger"})
final class ModelsUnaliasCommand implements Callable<Integer> {
  @Mixin RegistryOption registry;

  @Parameters(paramLabel = "URI", description = "models:/NAME@ALIAS")
  String uri;

  @Override
  public Integer call() {
    ModelRef ref = ModelRef.requireAliased(ModelRef.parse(uri));
    RegistryLocation location = registry.location();
    try (ModelRegistry open = location.open()) {
      StreetModel.offer(location, open, ref);
      open.deleteAlias(ref.name(), ref.alias().get());
    }
    System.out.printf("%s is deleted%n", ref);
    return ExitCode.DONE.status();
  }
}
