package dev.skipstream.cli;

import dev.skipstream.replay.ReplaySettings;
import dev.skipstream.schemas.event.ReplayRun;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "replay",
    description = {
      "Replays a range of a recorded topic through a model, by the topology of 'run', to its own"
          + " topic.",
      "An interrupted replay resumes; a complete one does not run again. 'replay list' lists them."
    },
    footer = {
      "",
      "Examples: skipstream replay --model models:/street/3 --from-datetime"
          + " 2026-11-23T10:00:00.000",
      "          skipstream replay --model models:/street@challenger --by-duration 1h --max-rate 20"
    },
    subcommands = ReplayListCommand.class)
final class ReplayCommand implements Callable<Integer> {
  @Mixin ReplayOptions replay;

  @Option(
      names = "--model",
      paramLabel = "URI",
      description =
          "models:/NAME/VERSION, models:/NAME@ALIAS, or models:/NAME for the newest; runs on"
              + " every frame, whatever model its event requests")
  Optional<String> model;

  @Option(
      names = "--output",
      paramLabel = "TOPIC",
      description =
          "topic of the detection events, for this replay alone (default: detections.replay.ID);"
              + " dead letters go to TOPIC.dead-letters")
  Optional<String> output;

  @Option(names = "--again", description = "repeat a complete replay, to topics of the new run")
  boolean again;

  @Option(names = "--json", description = "print the replay's record, one JSON document")
  boolean json;

  @Override
  public Integer call() {
    if (model.isEmpty()) {
      throw new BadInputException("no model: expected --model models:/NAME/VERSION");
    }
    replay.check();
    ReplaySettings settings = replay.settings(model.get(), replay.bounds(), output, again);
    ReplayRun run = replay.runner().run(settings);
    System.out.println(json ? Json.document(run) : ReplayView.page(run));
    return ExitCode.DONE.status();
  }
}
