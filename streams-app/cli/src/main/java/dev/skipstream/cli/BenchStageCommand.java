package dev.skipstream.cli;

import dev.skipstream.bench.StageBenchmark;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "stage",
    description = {
      "Measures the asynchronous stage around a scripted model of 5 to 50 ms a frame, with its own"
          + " broker:",
      "throughput compared with a topology that waits, batching, latency at half load, and recovery"
          + " from kill -9."
    },
    footer = {"", "Example: skipstream bench stage --seconds 15"})
final class BenchStageCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "15",
      description = "time for each measurement (default: ${DEFAULT-VALUE})")
  int seconds;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() throws IOException {
    if (seconds < 1) {
      throw new BadInputException("--seconds is %d: expected 1 or more".formatted(seconds));
    }
    try (OwnBroker broker = OwnBroker.start()) {
      StageBenchmark.Result result =
          new StageBenchmark(broker.workbench(), Duration.ofSeconds(seconds)).run();
      System.out.println(json ? Json.document(result) : StageTables.of(result));
    }
    return ExitCode.DONE.status();
  }
}
