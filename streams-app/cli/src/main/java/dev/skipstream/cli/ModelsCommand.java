package dev.skipstream.cli;

import picocli.CommandLine.Command;

@Command(
    name = "models",
    description =
        "Imports models, lists them, moves their aliases, and serves the registry by HTTP.",
    subcommands = {
      ModelsImportCommand.class,
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsAliasCommand.class,
      ModelsUnaliasCommand.class,
      ModelsRollbackCommand.class,
      ModelsTagCommand.class,
      ModelsArchiveCommand.class,
      ModelsGcCommand.class,
      ModelsServeCommand.class
    },
    footer = {"", "Example: skipstream models show models:/street@champion"})
final class ModelsCommand {}
