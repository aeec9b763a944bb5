package dev.skipstream.cli;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The program: one command a task. */
@Command(
    name = "skipstream",
    versionProvider = BuildVersion.class,
    description = "Image events in, bounding boxes out: a Kafka streaming detection backbone.",
    subcommands = {
      DemoCommand.class,
      ModelsCommand.class,
      DetectCommand.class,
      BrokerCommand.class,
      TopicsCommand.class,
      RunCommand.class,
      ConsoleCommand.class,
      TrackCommand.class,
      CountsCommand.class,
      ZonesCommand.class,
      PublishCommand.class,
      CamerasCommand.class,
      SimulateCommand.class,
      WatchCommand.class,
      AuditCommand.class,
      SkipCommand.class,
      RedriveCommand.class,
      ReplayCommand.class,
      EvaluateCommand.class,
      CompareCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      ConfigCommand.class,
      CompletionCommand.class
    },
    footer = {
      "",
      "Example: skipstream demo",
      "Each option can also come from the environment, as SKIPSTREAM_HTTP_PORT or"
          + " SKIPSTREAM_RUN_HTTP_PORT, or from a YAML file (--config).",
      "Exit codes: 0 done, 1 a gate failed, 2 bad input or usage, 3 broker, 4 model, 5 device, 6"
          + " internal, 7 registry."
    })
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Before a default value or a library asks for it.
    HomeFolder.establish();
    Progress.replaceLog(args);
    int status;
    try {
      CommandLine program = commandLine();
      Configuration.of(System.getenv(), program.getCommandSpec(), args).configure(program);
      status = program.execute(args);
    } catch (BadInputException e) {
      System.err.println("skipstream: " + e.getMessage());
      status = ExitCode.BAD_INPUT.status();
    } catch (Error e) {
      status = Failures.fatal(e);
    }
    System.exit(status);
  }

  static CommandLine commandLine() {
    CommandSpec main = CommandSpec.forAnnotatedObject(new Main());
    main.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("show this text")
            .build());
    main.addOption(
        OptionSpec.builder("--config")
            .paramLabel("FILE")
            .type(Path.class)
            .scopeType(ScopeType.INHERIT)
            .description("YAML file with options, as http-port: 8080 (default: SKIPSTREAM_CONFIG)")
            .build());
    main.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("print the version")
            .build());
    return HelpWrapping.apply(new CommandLine(main))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new UsageErrors())
        .setExecutionExceptionHandler(new Failures());
  }
}
