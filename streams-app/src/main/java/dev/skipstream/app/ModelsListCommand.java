package dev.skipstream.app;

import dev.skipstream.registry.ModelVersion;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists the registered versions.")
final class ModelsListCommand implements Callable<Integer> {
  @Mixin RegistryOption registry;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() {
    List<ModelVersion> versions = registry.registry().list();
    if (json) {
      System.out.println(Json.document(versions));
    } else if (versions.isEmpty()) {
      System.out.printf("no models in %s yet: make one with 'models import'%n", registry.folder());
    } else {
      versions.forEach(
          version -> System.out.println(ModelView.line(version, registry.aliasesOf(version))));
    }
    return ExitCode.DONE.status();
  }
}
