package dev.skipstream.cli;

import picocli.CommandLine.Command;

@Command(
    name = "topics",
    description = "Creates the topics of a pipeline and of the ground truth, and resets offsets.",
    subcommands = {TopicsCreateCommand.class, TopicsResetOffsetsCommand.class},
    footer = {"", "Example: skipstream topics create --partitions 8"})
final class TopicsCommand {}
