package dev.skipstream.cli;

import dev.skipstream.bench.ScaleBenchmark;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "scale",
    description = {
      "Measures how the rate grows with the number of instances, with its own broker: each instance"
          + " is a process with a scripted model of 5 to 50 ms a frame.",
      "The efficiency is the rate of each instance, compared with the first number of instances."
    },
    footer = {"", "Example: skipstream bench scale --instances 1,2,4,8"})
final class BenchScaleCommand implements Callable<Integer> {
  @Option(
      names = "--instances",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4,8",
      description = "numbers of instances, 1 to 8 (default: ${DEFAULT-VALUE})")
  List<Integer> instances;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "time for each measurement (default: ${DEFAULT-VALUE})")
  int seconds;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() throws IOException {
    if (seconds < 1) {
      throw new BadInputException("--seconds is %d: expected 1 or more".formatted(seconds));
    }
    for (int number : instances) {
      if (number < 1 || number > ScaleBenchmark.MAX_INSTANCES) {
        throw new BadInputException(
            "--instances has %d: expected numbers from 1 to %d"
                .formatted(number, ScaleBenchmark.MAX_INSTANCES));
      }
    }
    try (OwnBroker broker = OwnBroker.start()) {
      ScaleBenchmark.Result result =
          new ScaleBenchmark(broker.workbench(), Duration.ofSeconds(seconds)).run(instances);
      System.out.println(json ? Json.document(result) : PipelineTables.of(result));
    }
    return ExitCode.DONE.status();
  }
}
