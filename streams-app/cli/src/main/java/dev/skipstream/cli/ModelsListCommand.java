package dev.skipstream.cli;

import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.registry.location.RegistryLocation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description =
        "Lists the registered versions, and the bundled ones; with --json only the registered"
            + " ones.",
    footer = {"", "Example: skipstream models list --json"})
final class ModelsListCommand implements Callable<Integer> {
  @Mixin RegistryOption registry;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() {
    RegistryLocation location = registry.location();
    List<RegisteredModel> models;
    try (ModelRegistry open = location.open()) {
      models = open.models();
    }
    if (json) {
      System.out.println(
          Json.document(models.stream().flatMap(model -> model.versions().stream()).toList()));
    } else {
      models.forEach(
          model -> model.versions().forEach(one -> System.out.println(ModelView.line(one, model))));
      if (StreetModel.isAbsent(models)) {
        StreetModel.unregistered().forEach(System.out::println);
      }
      if (models.isEmpty()) {
        System.err.printf("no models in %s yet: import your own with 'models import'%n", location);
      }
    }
    return ExitCode.DONE.status();
  }
}
