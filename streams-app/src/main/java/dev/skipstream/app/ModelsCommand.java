package dev.skipstream.app;

import picocli.CommandLine.Command;

@Command(
    name = "models",
    description = "Imports models, shows them, and says which one is in force.",
    subcommands = {
      ModelsImportCommand.class,
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsAliasCommand.class,
      ModelsUnaliasCommand.class,
      ModelsRollbackCommand.class,
      ModelsTagCommand.class,
      ModelsArchiveCommand.class,
      ModelsGcCommand.class
    })
final class ModelsCommand {}
