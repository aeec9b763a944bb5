package dev.skipstream.cli;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.registry.VersionDetails;
import dev.skipstream.registry.location.RegistryLocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows a version: its settings, its origin, its tags and its aliases.",
    footer = {"", "Example: skipstream models show models:/street@champion"})
final class ModelsShowCommand implements Callable<Integer> {
  @Mixin RegistryOption registry;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

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
      RegisteredModel model = open.model(version.name());
      System.out.println(
          json ? Json.document(VersionDetails.of(version, model)) : ModelView.page(version, model));
    }
    return ExitCode.DONE.status();
  }
}
