package dev.skipstream.cli;

import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.location.RegistryLocation;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "tag",
    description = "Sets tags of a version; KEY= removes one.",
    footer = {"", "Example: skipstream models tag models:/street/2 dataset=bccd owner=ann"})
final class ModelsTagCommand implements Callable<Integer> {
  @Mixin RegistryOption registry;

  @Parameters(
      index = "0",
      paramLabel = "URI",
      description = "models:/NAME/VERSION, models:/NAME@ALIAS, or models:/NAME for the newest")
  String uri;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE", description = "the tags")
  Map<String, String> tags;

  @Override
  public Integer call() {
    ModelRef ref = ModelRef.parse(uri);
    RegistryLocation location = registry.location();
    try (ModelRegistry open = location.open()) {
      StreetModel.offer(location, open, ref);
      ModelVersion version = open.resolve(ref);
      tags.forEach((key, value) -> open.tag(version.name(), version.version(), key, value));
      System.out.println(ModelView.page(version, open.model(version.name())));
    }
    return ExitCode.DONE.status();
  }
}
