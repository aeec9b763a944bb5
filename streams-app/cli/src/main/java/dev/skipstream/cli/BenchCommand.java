package dev.skipstream.cli;

import picocli.CommandLine.Command;

@Command(
    name = "bench",
    description =
        "Measures speed on this machine, and compares it with the best possible on this"
            + " machine.",
    subcommands = {
      BenchDetectorCommand.class,
      BenchDepthCommand.class,
      BenchDecodeCommand.class,
      BenchPipelineCommand.class,
      BenchStageCommand.class,
      BenchScaleCommand.class,
      BenchEvaluateCommand.class
    },
    footer = {"", "Example: skipstream bench detector --model models:/street@champion"})
final class BenchCommand {}
