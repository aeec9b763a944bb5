package dev.skipstream.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports a command line that cannot be understood: one line, which names the help to read. */
final class UsageErrors implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .printf(
            "skipstream: %s%s%s; see '%s --help'%n",
            UrlPasswords.hide(e.getMessage().strip().replaceAll("\\s*\\R\\s*", " ")),
            origin(e),
            suggestion(e),
            command.getCommandSpec().qualifiedName());
    return ExitCode.BAD_INPUT.status();
  }

  /** Says where an unfit value is from, when it is not on the command line. */
  private static String origin(ParameterException e) {
    return e.getArgSpec() instanceof OptionSpec option
            && e.getCommandLine().getDefaultValueProvider() instanceof Configuration configuration
        ? configuration
            .find(option)
            .filter(value -> value.text().equals(e.getValue()))
            .map(value -> " (from %s)".formatted(value.origin()))
            .orElse("")
        : "";
  }

  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> similar = unmatched.getSuggestions();
    return similar.isEmpty() ? "" : "; the most similar: " + String.join(", ", similar);
  }
}
