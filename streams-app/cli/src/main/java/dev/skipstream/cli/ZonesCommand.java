package dev.skipstream.cli;

import picocli.CommandLine.Command;

@Command(
    name = "zones",
    description = "Edits the lines and zones of cameras.",
    subcommands = {ZonesDrawCommand.class},
    footer = {"", "Example: skipstream zones draw --camera gate"})
final class ZonesCommand {}
