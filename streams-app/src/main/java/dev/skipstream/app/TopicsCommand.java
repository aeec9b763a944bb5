package dev.skipstream.app;

import picocli.CommandLine.Command;

@Command(
    name = "topics",
    description = "Creates the topics of a pipeline.",
    subcommands = TopicsCreateCommand.class)
final class TopicsCommand {}
