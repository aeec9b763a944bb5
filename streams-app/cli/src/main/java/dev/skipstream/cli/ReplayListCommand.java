package dev.skipstream.cli;

import dev.skipstream.replay.ReplayLog;
import dev.skipstream.schemas.event.ReplayRun;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "Lists the complete replays, oldest first.",
    footer = {"", "Example: skipstream replay list --json"})
final class ReplayListCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() {
    List<ReplayRun> runs = new ReplayLog(kafka.reach(), ReplayLog.TOPIC).read();
    if (json) {
      System.out.println(Json.document(runs));
    } else if (runs.isEmpty()) {
      System.out.println("no replays yet: make one with 'replay'");
    } else {
      runs.forEach(run -> System.out.println(ReplayView.line(run)));
    }
    return ExitCode.DONE.status();
  }
}
