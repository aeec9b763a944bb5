package dev.skipstream.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The reference of the command line, as a page in Markdown: generated from the command tree. */
final class CliReference {
  static final Path PAGE = Path.of("..", "..", "docs", "cli.md");

  /** Set to true, this system property makes the test write the page. */
  static final String WRITE = "skipstream.docs.write";

  static final String HOW_TO_WRITE =
      "docs/cli.md differs from the commands; write it again:"
          + " ./mvnw -pl streams-app/cli -am test -Dtest=CliReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -D"
          + WRITE
          + "=true";

  private static final String INTRODUCTION =
      """
      # Command-line reference

      All commands, their options and their defaults. The page is generated from the program, and a test compares the two.

      Each option can also come from the environment or from a YAML file: see [configuration](operations.md#configuration).
      The tables name the variable for all commands that have the option, such as `SKIPSTREAM_HTTP_PORT`.
      A variable with the name of the command applies to this command only, such as `SKIPSTREAM_RUN_HTTP_PORT`.
      Every command also has the options `--help` and `--config` of [skipstream](#skipstream).

      """;

  private static final Pattern DEFAULT =
      Pattern.compile("\\s*\\(default:\\s+((?:[^()]|\\([^()]*\\))*)\\)\\s*$");
  private static final Pattern EXAMPLE = Pattern.compile("(?:Examples?:)? *(skipstream .*)");

  private final StringBuilder page = new StringBuilder(INTRODUCTION);

  private CliReference() {}

  static String of(CommandLine program) {
    CliReference reference = new CliReference();
    reference.exitCodes();
    reference.variables();
    reference.index(program);
    commands(program).forEach(reference::command);
    return reference.page.toString();
  }

  /** Returns a command and all below it, in the order of the help. */
  private static Stream<CommandSpec> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command.getCommandSpec()),
        command.getSubcommands().values().stream().distinct().flatMap(CliReference::commands));
  }

  private void exitCodes() {
    page.append("## Exit codes\n\n| code | meaning |\n|---|---|\n");
    for (ExitCode code : ExitCode.values()) {
      row(String.valueOf(code.status()), code.meaning());
    }
    page.append("\n[Operations](operations.md#exit-codes) lists the causes of each code.\n\n");
  }

  private void variables() {
    page.append("## Variables that are no options\n\n| variable | use |\n|---|---|\n");
    Configuration.RESERVED.forEach((name, use) -> row(code(name), use));
    page.append('\n');
  }

  private void index(CommandLine program) {
    page.append("## Commands\n\n| command | purpose |\n|---|---|\n");
    commands(program)
        .forEach(
            command -> {
              String name = command.qualifiedName();
              row("[%s](#%s)".formatted(name, name.replace(' ', '-')), description(command));
            });
    page.append('\n');
  }

  private void command(CommandSpec command) {
    page.append("## ").append(command.qualifiedName()).append("\n\n");
    page.append(description(command)).append("\n\n");
    if (!command.subcommands().isEmpty()) {
      page.append("It has subcommands: ")
          .append(
              command.subcommands().keySet().stream()
                  .map(CliReference::code)
                  .collect(Collectors.joining(", ")))
          .append(".\n\n");
    }
    if (!command.positionalParameters().isEmpty()) {
      page.append("| parameter | number | description | default |\n|---|---|---|---|\n");
      command.positionalParameters().forEach(this::parameter);
      page.append('\n');
    }
    List<OptionSpec> options =
        command.options().stream()
            .filter(option -> !option.hidden() && !option.inherited())
            .toList();
    if (!options.isEmpty()) {
      page.append("| option | description | default | environment |\n|---|---|---|---|\n");
      options.forEach(this::option);
      page.append('\n');
    }
    footer(command);
  }

  private void parameter(PositionalParamSpec parameter) {
    row(
        code(cell(parameter.paramLabel())),
        code(parameter.arity().toString()),
        text(parameter),
        defaultOf(parameter));
  }

  private void option(OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    String names =
        Arrays.stream(option.names())
            .map(name -> code(cell(name + label)))
            .collect(Collectors.joining(", "));
    String variable =
        OptionNames.isConfigurable(option)
            ? code(OptionNames.variable(List.of(OptionNames.name(option))))
            : "";
    row(
        option.required() ? names + " (required)" : names,
        text(option),
        defaultOf(option),
        variable);
  }

  /** Writes the text below a command's help: examples as code, all other lines as prose. */
  private void footer(CommandSpec command) {
    List<String> examples = new ArrayList<>();
    for (String line : command.usageMessage().footer()) {
      Matcher example = EXAMPLE.matcher(line);
      if (example.matches()) {
        examples.add("./" + example.group(1));
      } else if (!line.isBlank() && !line.strip().matches("Examples?:")) {
        page.append(line.strip()).append("\n\n");
      }
    }
    page.append("```\n").append(String.join("\n", examples)).append("\n```\n\n");
  }

  private static String description(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  /** Returns the description without the default, which has a column of its own. */
  private static String text(ArgSpec arg) {
    return cell(DEFAULT.matcher(whole(arg)).replaceFirst(""));
  }

  /** Returns the value, as code, or the words that the description has for it. */
  private static String defaultOf(ArgSpec arg) {
    String value = onEveryMachine(String.valueOf(arg.defaultValueString()));
    Matcher stated = DEFAULT.matcher(whole(arg));
    if (stated.find()) {
      String words = stated.group(1);
      return words.equals(value) ? code(cell(value)) : cell(words);
    }
    boolean none = arg.defaultValue() == null || arg.defaultValue().isEmpty();
    boolean flag = arg instanceof OptionSpec option && option.arity().max() == 0;
    return none || flag ? "" : code(cell(value));
  }

  private static String whole(ArgSpec arg) {
    return onEveryMachine(String.join(" ", arg.description()));
  }

  private static String onEveryMachine(String text) {
    return text.replace(System.getProperty("user.home") + "/.skipstream", "~/.skipstream");
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\s+", " ").strip();
  }

  private void row(String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
