package dev.skipstream.app;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
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
            "skipstream: %s%s; see '%s --help'%n",
            e.getMessage().strip().replaceAll("\\s*\\R\\s*", " "),
            suggestion(e),
            command.getCommandSpec().qualifiedName());
    return ExitCode.BAD_INPUT.status();
  }

  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> similar = unmatched.getSuggestions();
    return similar.isEmpty() ? "" : "; the most similar: " + String.join(", ", similar);
  }
}
