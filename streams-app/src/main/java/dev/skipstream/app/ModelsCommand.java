package dev.skipstream.app;

import picocli.CommandLine.Command;

@Command(
    name = "models",
    description = "Imports and shows models.",
    subcommands = {
      ModelsImportCommand.class,
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsAliasCommand.class
    })
final class ModelsCommand {}
