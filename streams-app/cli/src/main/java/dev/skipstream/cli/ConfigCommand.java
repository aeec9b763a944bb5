package dev.skipstream.cli;

import picocli.CommandLine.Command;

@Command(
    name = "config",
    description = "Shows the values that options have, and where each comes from.",
    subcommands = ConfigShowCommand.class,
    footer = {"", "Example: skipstream config show run"})
final class ConfigCommand {}
