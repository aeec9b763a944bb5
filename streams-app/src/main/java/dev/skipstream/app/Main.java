package dev.skipstream.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: one command a task. */
@Command(
    name = "skipstream",
    mixinStandardHelpOptions = true,
    version = "skipstream 0.1.0",
    description = "Image events in, bounding boxes out: a Kafka streaming detection backbone.",
    subcommands = {
      DemoCommand.class,
      ModelsCommand.class,
      DetectCommand.class,
      BrokerCommand.class,
      TopicsCommand.class,
      RunCommand.class,
      PublishCommand.class,
      SimulateCommand.class,
      WatchCommand.class,
      AuditCommand.class,
      EvaluateCommand.class,
      BenchCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 a gate failed, 2 bad input or usage, 3 broker, 4 model, 5 device, 6 internal."
    })
public final class Main {

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new Failures());
  }
}
