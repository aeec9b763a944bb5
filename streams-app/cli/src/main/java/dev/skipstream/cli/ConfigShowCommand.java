package dev.skipstream.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the options of a command, or what is configured of all commands. */
@Command(
    name = "show",
    description =
        "Prints the value of each option, and where it comes from: the environment, the file of"
            + " --config, or the default. Without COMMAND it prints what is configured. Passwords"
            + " are masked.",
    footer = {
      "",
      "Examples:",
      "  skipstream config show",
      "  skipstream config show models import",
      "  skipstream config show run --config skipstream.yaml"
    })
final class ConfigShowCommand implements Callable<Integer> {
  private static final String MASK = "****";

  /** The password of a URL, {@code user:password@host}. */
  private static final Pattern PASSWORD = Pattern.compile("(?<=://)([^/@:\\s]*):[^/@\\s]*@");

  /**
   * An option and its value.
   *
   * @param value {@code -} where the option has none
   * @param origin a variable, a key of a file, {@code default} or {@code not set}
   */
  private record Line(String name, String value, String origin) {}

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "such as: run, or: models import")
  private List<String> names = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec program = spec.root();
    Configuration configuration = Configuration.of(program);
    PrintWriter out = spec.commandLine().getOut();
    if (names.isEmpty()) {
      print(out, configured(program, configuration));
      unused(out, program, configuration);
    } else {
      CommandSpec command = command(program);
      print(
          out,
          command.options().stream()
              .filter(OptionNames::isConfigurable)
              .sorted(Comparator.comparing(OptionNames::name))
              .map(option -> line("--" + OptionNames.name(option), option, configuration))
              .toList());
    }
    out.flush();
    return ExitCode.DONE.status();
  }

  private CommandSpec command(CommandSpec program) {
    CommandSpec command = program;
    for (String name : names) {
      CommandLine next = command.subcommands().get(name);
      if (next == null) {
        throw new BadInputException(
            "'%s' is no command of '%s': expected one of %s"
                .formatted(
                    name,
                    command.qualifiedName(),
                    String.join(", ", command.subcommands().keySet())));
      }
      command = next.getCommandSpec();
    }
    return command;
  }

  private static List<Line> configured(CommandSpec program, Configuration configuration) {
    return OptionNames.options(program)
        .filter(option -> configuration.find(option).isPresent())
        .map(
            option ->
                line(
                    option.command().qualifiedName() + " --" + OptionNames.name(option),
                    option,
                    configuration))
        .toList();
  }

  private static Line line(String name, OptionSpec option, Configuration configuration) {
    return configuration
        .find(option)
        .map(value -> new Line(name, masked(value.text()), value.origin()))
        .orElseGet(
            () ->
                Optional.ofNullable(option.defaultValueString(true))
                    .map(value -> new Line(name, masked(value), "default"))
                    .orElse(new Line(name, "-", "not set")));
  }

  private static void unused(PrintWriter out, CommandSpec program, Configuration configuration) {
    if (configuration.hasToken()) {
      out.printf("%s  %s%n", Configuration.TOKEN_VARIABLE, MASK);
    }
    for (String variable : configuration.unused(program)) {
      out.printf("%s names no option, and is not used%n", variable);
    }
  }

  private static void print(PrintWriter out, List<Line> lines) {
    int name = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
    int value = lines.stream().mapToInt(line -> line.value().length()).max().orElse(0);
    for (Line line : lines) {
      out.println(
          padded(line.name(), name) + "  " + padded(line.value(), value) + "  " + line.origin());
    }
    if (lines.isEmpty()) {
      out.println("nothing is configured: each option has its default");
    }
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  /** Returns a text without the passwords of its URLs. */
  private static String masked(String text) {
    return PASSWORD.matcher(text).replaceAll("$1:" + MASK + "@").replace("\n", " ");
  }
}
