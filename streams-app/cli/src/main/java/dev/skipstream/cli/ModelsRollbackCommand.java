package dev.skipstream.cli;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.location.RegistryLocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "rollback",
    description = "Moves an alias back to the version before its last move.",
    footer = {"", "Example: skipstream models rollback models:/street@champion"})
final class ModelsRollbackCommand implements Callable<Integer> {
  @Mixin RegistryOption registry;

  @Parameters(paramLabel = "URI", description = "models:/NAME@ALIAS")
  String uri;

  @Override
  public Integer call() {
    ModelRef ref = ModelRef.requireAliased(ModelRef.parse(uri));
    RegistryLocation location = registry.location();
    try (ModelRegistry open = location.open()) {
      StreetModel.offer(location, open, ref);
      System.out.printf("%s is %s%n", ref, open.rollback(ref.name(), ref.alias().get()).uri());
    }
    return ExitCode.DONE.status();
  }
}
