package dev.skipstream.cli;

import picocli.CommandLine.Command;

@Command(
    name = "cameras",
    description = "Diagnoses cameras.",
    subcommands = {CamerasProbeCommand.class},
    footer = {"", "Example: skipstream cameras probe rtsp://viewer@10.0.0.17/stream1"})
final class CamerasCommand {}
